// This file is the table of OpenAPI's objects along which the mender walks:
// which keywords lowering reads through kin-openapi, and of what kind they are.
// What isn't in the table doesn't reach kin-openapi.

package openapi

// object names a kind of object.
type object uint8

const (
	objPathItem object = iota
	objOperation
	objParameter
	objRequestBody
	objResponse
	objMediaType
	objEncoding
	objSchema
)

// String names the kind for messages.
func (o object) String() string {
	return [...]string{"path item", "operation", "parameter", "request body", "response", "media type", "encoding", "schema"}[o]
}

// section is where components of the kind stand; empty for kinds that are
// written where they are used.
func (o object) section() string {
	switch o {
	case objParameter:
		return "parameters"
	case objRequestBody:
		return "requestBodies"
	case objResponse:
		return "responses"
	case objSchema:
		return "schemas"
	}
	return ""
}

// form is the kind of value a keyword has.
type form uint8

const (
	formNone  form = iota // not for kin-openapi
	formText              // a string; other scalars are taken by their text
	formFlag              // a boolean
	formTexts             // a list of strings
	formTypes             // JSON Schema's type: a name or a list of names
	formOne               // an object
	formList              // a list of objects
	formMap               // a mapping of objects
	formItems             // one schema, where older drafts have a list of them
	formBool              // a schema or a boolean
)

// keyword is a row of the table.
type keyword struct {
	form form
	of   object
}

// keywordOf is the table: an object's keyword by name.
func keywordOf(o object, name string) keyword {
	switch o {
	case objSchema:
		return schemaKeyword(name)
	case objPathItem:
		return pathItemKeyword(name)
	case objOperation:
		return operationKeyword(name)
	case objParameter:
		return parameterKeyword(name)
	case objRequestBody, objResponse:
		return bodyKeyword(o, name)
	case objMediaType:
		return mediaTypeKeyword(name)
	case objEncoding:
		return encodingKeyword(name)
	}
	return keyword{}
}

// pathItemKeyword is the table of the Path Item Object.
func pathItemKeyword(name string) keyword {
	switch name {
	case "summary", "description":
		return keyword{form: formText}
	case "parameters":
		return keyword{formList, objParameter}
	case "get", "put", "post", "delete", "options", "head", "patch", "trace", "query":
		return keyword{formOne, objOperation}
	}
	return keyword{}
}

// operationKeyword is the table of the Operation Object.
func operationKeyword(name string) keyword {
	switch name {
	case "summary", "description", "operationId":
		return keyword{form: formText}
	case "tags":
		return keyword{form: formTexts}
	case "deprecated":
		return keyword{form: formFlag}
	case "parameters":
		return keyword{formList, objParameter}
	case "requestBody":
		return keyword{formOne, objRequestBody}
	case "responses":
		return keyword{formMap, objResponse}
	}
	return keyword{}
}

// parameterKeyword is the table of the Parameter Object. Examples are read from
// the tree.
func parameterKeyword(name string) keyword {
	switch name {
	case "name", "in", "description", "style":
		return keyword{form: formText}
	case "required", "deprecated", "explode", "allowReserved":
		return keyword{form: formFlag}
	case "schema":
		return keyword{formOne, objSchema}
	case "content":
		return keyword{formMap, objMediaType}
	}
	return keyword{}
}

// bodyKeyword is the table of the Request Body and Response Objects.
func bodyKeyword(o object, name string) keyword {
	switch name {
	case "description":
		return keyword{form: formText}
	case "required":
		if o == objRequestBody {
			return keyword{form: formFlag}
		}
	case "content":
		return keyword{formMap, objMediaType}
	}
	return keyword{}
}

// mediaTypeKeyword is the table of the Media Type Object.
func mediaTypeKeyword(name string) keyword {
	switch name {
	case "schema", "itemSchema":
		return keyword{formOne, objSchema}
	case "encoding":
		return keyword{formMap, objEncoding}
	}
	return keyword{}
}

// encodingKeyword is the table of the Encoding Object.
func encodingKeyword(name string) keyword {
	switch name {
	case "contentType", "style":
		return keyword{form: formText}
	case "explode", "allowReserved":
		return keyword{form: formFlag}
	}
	return keyword{}
}

// schemaKeyword is the table of the Schema Object, less what bounds values: a
// client sends what its user gives and takes what the server answers.
func schemaKeyword(name string) keyword {
	switch name {
	case "title", "description", "format", "contentMediaType", "contentEncoding", "pattern":
		return keyword{form: formText}
	case "nullable", "readOnly", "writeOnly", "deprecated":
		return keyword{form: formFlag}
	case "type":
		return keyword{form: formTypes}
	case "properties", "patternProperties":
		return keyword{formMap, objSchema}
	case "allOf", "oneOf", "anyOf", "prefixItems":
		return keyword{formList, objSchema}
	case "items":
		return keyword{formItems, objSchema}
	case "additionalProperties":
		return keyword{formBool, objSchema}
	}
	return keyword{}
}

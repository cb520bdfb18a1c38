// Validates the OpenAPI documents that are named as arguments, references to
// other files included. Prints what is wrong, a line each, and exits with 1 if
// anything is.

import SwaggerParser from '@apidevtools/swagger-parser'

for (const file of process.argv.slice(2)) {
  try {
    const api = await SwaggerParser.validate(file)
    console.log(`${file}: ${Object.keys(api.paths).length} paths`)
  } catch (err) {
    process.exitCode = 1
    console.log(`${file}: ${err.message}`)
  }
}

// Serves a GraphQL schema with made-up answers, by graphql-js: the reference
// implementation parses, validates and executes what it gets. The schema's files
// are the arguments. Prints "ready" with its URL, and ends when stdin does.

import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { addMocksToSchema } from '@graphql-tools/mock'
import { makeExecutableSchema } from '@graphql-tools/schema'
import { graphql, isScalarType } from 'graphql'

const schema = makeExecutableSchema({ typeDefs: process.argv.slice(2).map((file) => readFileSync(file, 'utf8')) })

// The same values in every run, in the order in which they are asked for.
let n = 0
const mocks = {
  Int: () => ++n,
  Float: () => ++n + 0.25,
  String: () => `text ${++n} "é\u2028`,
  ID: () => `id-${++n}`,
  Boolean: () => ++n % 2 === 0,
}
const builtin = Object.keys(mocks)
for (const type of Object.values(schema.getTypeMap())) {
  if (isScalarType(type) && !builtin.includes(type.name)) {
    mocks[type.name] = () => null // what they hold a schema doesn't say
  }
}

const server = createServer((req, res) => {
  let body = ''
  req.setEncoding('utf8')
  req.on('data', (part) => (body += part))
  req.on('end', async () => {
    const { query, variables, operationName } = JSON.parse(body)
    // A store of its own for each request: an object without an id is not the
    // one that another request was about.
    const mocked = addMocksToSchema({ schema, mocks })
    const answer = await graphql({ schema: mocked, source: query, variableValues: variables, operationName })
    res.setHeader('Content-Type', 'application/json')
    res.end(JSON.stringify(answer))
  })
})

server.listen(0, '127.0.0.1', () => console.log(`ready http://127.0.0.1:${server.address().port}/graphql`))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))

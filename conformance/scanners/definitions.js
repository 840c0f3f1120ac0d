// What judges need to know custom resources: their definitions, a file each, and a schema for each served version in which unknown fields are refused.
const { mkdirSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { readDefinitions } = require('../kubernetes/crds.js');

/** As the API server reads it under strict validation: what the schema does not name is unknown, unless it says that it keeps it. */
function strict(schema) {
  if (schema === null || typeof schema !== 'object') return schema;
  if (Array.isArray(schema)) return schema.map(strict);
  const copy = Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, key === 'properties'
    ? Object.fromEntries(Object.entries(value).map(([name, each]) => [name, strict(each)]))
    : key === 'items' || key === 'additionalProperties' ? strict(value) : value]));
  if (schema['x-kubernetes-int-or-string']) return { anyOf: [{ type: 'integer' }, { type: 'string' }] };
  // A key that is there without a value is dropped before the schema is asked.
  if (copy.properties && copy.additionalProperties === undefined && !schema['x-kubernetes-preserve-unknown-fields']) copy.additionalProperties = false;
  return copy;
}

/** Writes both into the folder: `definitions/` for kubectl-validate, `schemas/` for kubeconform. */
function writeDefinitions(folder) {
  mkdirSync(join(folder, 'definitions'), { recursive: true });
  for (const definition of readDefinitions()) {
    const { group, names, versions } = definition.spec;
    writeFileSync(join(folder, 'definitions', `${definition.metadata.name}.yaml`), JSON.stringify(definition));
    mkdirSync(join(folder, 'schemas', group), { recursive: true });
    for (const { name, schema } of versions) {
      const { openAPIV3Schema: root } = schema;
      const properties = { ...root.properties, apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } };
      writeFileSync(join(folder, 'schemas', group, `${names.kind.toLowerCase()}_${name}.json`), JSON.stringify(strict({ ...root, properties })));
    }
  }
}

module.exports = { writeDefinitions };

"""Unpacks the JSON schemas of the wheel kubernetes-validate so that kubeconform finds every reference in a local file. Usage: schemas.py WHEEL FOLDER

Writes FOLDER/v1.37.0-standalone-strict/deployment-apps-v1.json and the like.
"""
import json
import os
import re
import sys
import zipfile

SCHEMA = re.compile(r'kubernetes_validate/kubernetes-json-schema/v(1\.(?:2[89]|3[0-7])\.\d+)-local(-strict)?/([^/]+\.json)$')
DEFINITIONS = '_definitions.json'


def localise(node, prefix):
    """Turns references into ones to the definitions beside the schema."""
    if isinstance(node, dict):
        reference = node.get('$ref')
        if isinstance(reference, str) and '#/' in reference:
            node['$ref'] = prefix + '#' + reference.split('#', 1)[1]
        for child in node.values():
            localise(child, prefix)
    elif isinstance(node, list):
        for child in node:
            localise(child, prefix)


wheel, out = sys.argv[1:]
with zipfile.ZipFile(wheel) as archive:
    for name in archive.namelist():
        match = SCHEMA.match(name)
        if not match:
            continue
        version, strict, file = match.groups()
        schema = json.loads(archive.read(name))
        schema.pop('$id', None)
        localise(schema, '' if file == DEFINITIONS else DEFINITIONS)
        folder = os.path.join(out, f'v{version}-standalone{strict or ""}')
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, file), 'w', encoding='utf-8') as target:
            json.dump(schema, target, separators=(',', ':'))

// Checks exports of an agent with the tools of their worlds. Reads a line of JSON each, {format, text}, and answers with a line:
// {format, problems, seen}, where `seen` is what the tool made of it.
import { createInterface } from 'node:readline';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';
import { format as formatPrisma, get_dmmf, lint, validate } from '@prisma/prisma-schema-wasm';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { lint as lintMarkdown } from 'markdownlint/sync';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

const CHECKS = { prisma, openapi, mcp, 'json-schema': jsonSchema, mermaid: diagram, markdown };

/** Prisma's own parser, validator and formatter; what it has of names in the database. */
async function prisma(text) {
    const schema = [['schema.prisma', text]];
    validate(JSON.stringify({ prismaSchema: schema, noColor: true }));
    const options = JSON.stringify({ textDocument: { uri: 'file:/schema.prisma' }, options: { tabSize: 2, insertSpaces: true } });
    const [[, formatted]] = JSON.parse(formatPrisma(JSON.stringify(schema), options));
    const warnings = JSON.parse(lint(JSON.stringify(schema))).map(({ text }) => text);
    const { datamodel } = JSON.parse(get_dmmf(JSON.stringify({ prismaSchema: schema, noColor: true })));
    return {
        problems: [...warnings, ...(formatted === text ? [] : [`the formatter makes of it:\n${formatted}`])],
        seen: {
            models: datamodel.models.map(({ name, dbName, fields }) => ({
                name: dbName ?? name,
                fields: fields.filter(({ kind }) => kind !== 'object').map((field) => field.dbName ?? field.name),
                relations: fields.filter(({ kind }) => kind === 'object').map(({ name, type }) => `${name} ${type}`),
            })),
            enums: datamodel.enums.map(({ name, dbName, values }) => ({
                name: dbName ?? name,
                values: values.map((value) => value.dbName ?? value.name),
            })),
        },
    };
}

/** An agent has no licence, and its models are there for whoever needs them. */
const redocly = await createConfig({ extends: ['recommended'], rules: { 'info-license': 'off', 'no-unused-components': 'off' } });

async function openapi(text) {
    const problems = await lintFromString({ source: text, absoluteRef: '/openapi.json', config: redocly });
    const document = JSON.parse(text);
    return {
        problems: problems.map(({ ruleId, message, location }) => `${ruleId} at ${location[0]?.pointer}: ${message}`),
        seen: {
            operations: Object.values(document.paths).map(({ post }) => post.summary),
            schemas: Object.values(document.components.schemas).map(({ title }) => title),
        },
    };
}

/** A server that answers with the export, and the client of the SDK, which compiles the schemas. */
async function mcp(text) {
    const server = new Server({ name: 'agent', version: '1.0.0' }, { capabilities: { tools: {} } });
    server.setRequestHandler(ListToolsRequestSchema, () => JSON.parse(text));
    const client = new Client({ name: 'test', version: '1.0.0' });
    const [ofClient, ofServer] = InMemoryTransport.createLinkedPair();
    await Promise.all([server.connect(ofServer), client.connect(ofClient)]);
    const { tools } = await client.listTools();
    await client.close();
    return { problems: [], seen: { tools: tools.map(({ title }) => title) } };
}

async function jsonSchema(text) {
    const document = JSON.parse(text);
    const ajv = addFormats(new Ajv2020({ strict: false }));
    ajv.addSchema(document, 'agent');
    const names = Object.keys(document.$defs);
    names.forEach((name) => ajv.compile({ $ref: `agent#/$defs/${name}` }));
    return { problems: [], seen: { names, titles: Object.values(document.$defs).map(({ title }) => title) } };
}

/** Mermaid decodes its codes of characters only when it draws. */
const shown = (text) => text.replaceAll(/ﬂ°°(\d+)¶ß|#(\d+);/g, (_, a, b) => String.fromCodePoint(a ?? b));

async function diagram(text) {
    const { default: mermaid } = await import('mermaid');
    await mermaid.parse(text);
    const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
    const entities = [...db.getEntities().values()];
    return {
        problems: [],
        seen: {
            entities: entities.map(({ label, alias }) => shown(alias || label)),
            attributes: entities.map(({ attributes }) => attributes.length),
            relations: db.getRelationships().length,
        },
    };
}

const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join('');

const HEADINGS_ARE_NAMES = { 'line-length': false, 'no-duplicate-heading': false, 'no-trailing-punctuation': false };

async function markdown(text) {
    const { text: problems } = lintMarkdown({ strings: { text }, config: HEADINGS_ARE_NAMES });
    const { children } = fromMarkdown(text, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
    const ofType = (type) => children.filter((node) => node.type === type);
    return {
        problems: problems.map(({ ruleNames, lineNumber, errorDetail }) => `${ruleNames[0]} in line ${lineNumber}: ${errorDetail}`),
        seen: {
            headings: ofType('heading').map(textOf),
            paragraphs: ofType('paragraph').map(textOf),
            code: ofType('code').map(({ lang, value }) => ({ lang, value })),
            cells: ofType('table').flatMap((table) => table.children.slice(1).map((row) => row.children.map(textOf))),
            html: ofType('html').length,
        },
    };
}

for await (const line of createInterface({ input: process.stdin })) {
    const { format, text } = JSON.parse(line);
    let answer;
    try {
        answer = await CHECKS[format](text);
    } catch (error) {
        answer = { problems: [String(error?.message ?? error)] };
    }
    process.stdout.write(`${JSON.stringify({ format, ...answer })}\n`);
}

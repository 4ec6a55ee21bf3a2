/** `/openapi/v2` and `/openapi/v3`: what the API serves, for clients that check and explain objects. */
import {createHash} from 'node:crypto';
import type {Tree} from '../object.ts';
import {acceptedForms, type Exchange, send, sendText} from './exchange.ts';

type Document = {text: string; hash: string};

/** Documents by path; they say the same for the whole life of the process. */
let documents: Promise<Map<string, Document>> | undefined;

/** Answers a path below `/openapi`; a document whose hash the path names may be kept for good. */
export async function serveOpenApi(exchange: Exchange): Promise<void> {
	const {path, query, request, response} = exchange;
	documents ??= makeDocuments();
	const document = (await documents).get(path);
	if (!document) return sendEmpty(exchange, 404);
	response.setHeader('Vary', 'Accept');
	if (acceptedForms(request.headers.accept).length === 0) return sendEmpty(exchange, 406);
	const hash = query.get('hash');
	if (hash && hash !== document.hash) {
		response.setHeader('Location', `${path}?hash=${document.hash}`);
		return sendEmpty(exchange, 301);
	}
	const tag = JSON.stringify(document.hash);
	response.setHeader('ETag', tag);
	if (request.headers['if-none-match'] === tag) return sendEmpty(exchange, 304);
	send(exchange, 200, document.text);
}

function sendEmpty(exchange: Exchange, code: number): void {
	sendText(exchange, code, '');
}

async function makeDocuments(): Promise<Map<string, Document>> {
	const {documentOfVersion2, documentsOfVersion3} = await import('../openapi/documents.ts');
	const made = new Map([['/openapi/v2', asDocument(documentOfVersion2())]]);
	const paths: Tree = {};
	for (const [folder, tree] of documentsOfVersion3()) {
		const document = asDocument(tree);
		made.set(`/openapi/v3/${folder}`, document);
		paths[folder] = {serverRelativeURL: `/openapi/v3/${folder}?hash=${document.hash}`};
	}
	return made.set('/openapi/v3', asDocument({paths}));
}

function asDocument(tree: Tree): Document {
	const text = JSON.stringify(tree);
	return {text, hash: createHash('sha512').update(text).digest('hex').toUpperCase()};
}

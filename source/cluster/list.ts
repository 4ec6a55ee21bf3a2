import type {JsonObject} from '../model/json.ts';
import type {KubernetesObject} from '../model/object.ts';
import {isObject, textIn} from '../model/object.ts';
import {type Answer, answer, type Trouble, troubled} from '../model/trouble.ts';
import {consume} from './body.ts';
import {splitItems} from './list-items.ts';
import {networkTrouble} from './network-trouble.ts';
import type {Query} from './query.ts';
import {parseSlim} from './slim-object.ts';
import {type Tables, tableAccept} from './tables.ts';
import type {Transport} from './transport.ts';
import {mostOfOne, tooLarge} from './trouble-of.ts';

/** The first page is short, to be shown soon; later ones are long, since each costs a round trip. */
const firstPageSize = 500;
const pageSize = 2000;

export type ListAsk = {
	readonly path: string;
	/** `list pods in shop`. */
	readonly doing: string;
	readonly query?: Query;
	/** Asked for as tables, out of which these take the objects. */
	readonly tables?: Tables;
	/** One answer instead of pages: from the server's cache, where pages keep expiring. */
	readonly isWhole?: boolean;
	readonly isPatient?: boolean;
	readonly signal?: AbortSignal;
	/** Each object once, as soon as its text is complete; managedFields are left out. */
	readonly take: (object: KubernetesObject) => void;
	/** After each page: how many objects have come so far. */
	readonly paged?: (received: number) => void;
};

/** A whole list, page by page. Answers the version to watch from. */
export async function readList(transport: Transport, ask: ListAsk): Promise<Answer<string>> {
	let received = 0;
	let next: string | undefined;
	do {
		const page = await readPage(transport, ask, next, object => {
			received++;
			ask.take(object);
		});
		if (!page.ok) return page;
		ask.paged?.(received);
		next = textIn(page.value.continue) || undefined;
		if (next === undefined) return answer(textIn(page.value.resourceVersion) ?? '');
	} while (!ask.signal?.aborted);
	return troubled({reason: 'stopped', says: `Stopped before it could ${ask.doing}.`});
}

/** One page, parsed object by object while it arrives; answers the list's metadata. */
async function readPage(
	transport: Transport,
	ask: ListAsk,
	next: string | undefined,
	take: (object: KubernetesObject) => void,
): Promise<Answer<JsonObject>> {
	const way = ask.isWhole ? {resourceVersion: '0'} : {limit: next ? pageSize : firstPageSize, continue: next};
	const reply = await transport.send({
		doing: ask.doing,
		path: ask.path,
		query: {...way, ...ask.query},
		accept: ask.tables && tableAccept,
		gzip: !transport.isLocal,
		signal: ask.signal,
		isPatient: ask.isPatient,
	});
	if (!reply.ok) return reply;
	const broken = garbled(ask, transport);
	let isBroken = false;
	const splitter = splitItems(text => {
		const member = parsed(text);
		const object = ask.tables ? ask.tables.fromMember(member, splitter.envelope) : member;
		if (isObject(object?.metadata)) take(object as KubernetesObject);
		else isBroken = true;
	});
	const {body} = reply.value;
	let isTooLarge = false;
	const error = await consume(body, 30_000, chunk => {
		splitter.push(chunk);
		isTooLarge ||= splitter.heldBytes() > mostOfOne;
		if (isTooLarge) body.destroy();
	});
	if (isTooLarge) return troubled(tooLarge(ask.doing, transport.server));
	if (error) return troubled(networkTrouble(error, transport.server));
	// A list that was cut short leaves an envelope that does not parse.
	const metadata = parsed(splitter.envelope())?.metadata;
	return isObject(metadata) && !isBroken ? answer(metadata) : troubled(broken);
}

function parsed(text: string): JsonObject | undefined {
	try {
		return parseSlim(text) as JsonObject;
	} catch {
		return undefined;
	}
}

function garbled(ask: ListAsk, transport: Transport): Trouble {
	return {
		reason: 'garbled',
		says: `The server ${transport.server} sent a list that cannot be read when asked to ${ask.doing}.`,
		hint: 'It is asked again. A proxy in between may have cut or changed the answer.',
	};
}

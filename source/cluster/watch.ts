import {objectIn, textIn} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import {consume} from './body.ts';
import {networkTrouble} from './network-trouble.ts';
import type {Query} from './query.ts';
import {type Tables, tableAccept} from './tables.ts';
import type {Transport} from './transport.ts';
import {mostOfOne, tooLarge, watchTrouble} from './trouble-of.ts';
import {isList, lines, parseWatchLine, type WatchEvent} from './watch-lines.ts';

export type WatchAsk = {
	readonly path: string;
	/** `watch pods in shop`. */
	readonly doing: string;
	readonly query: Query;
	/** Asked for as tables, out of which these take the objects. */
	readonly tables?: Tables;
	readonly signal: AbortSignal;
	/** The server accepted: what follows is the stream. */
	readonly opened: () => void;
	/** An event that adds, modifies or deletes an object. */
	readonly take: (event: WatchEvent) => void;
	/** Once for each chunk that held events or a bookmark: how far the stream has come. */
	readonly progressed: (version: string) => void;
	/** The bookmark that ends the initial events of a streamed list. */
	readonly listed: (version: string) => void;
};

/** How a watch ended: undefined where the server closed it in good order. */
export async function watch(transport: Transport, ask: WatchAsk): Promise<Trouble | undefined> {
	const reply = await transport.send({
		doing: ask.doing,
		path: ask.path,
		query: {watch: true, allowWatchBookmarks: true, ...ask.query},
		accept: ask.tables && tableAccept,
		signal: ask.signal,
	});
	if (!reply.ok) return reply.trouble;
	ask.opened();
	let trouble: Trouble | undefined;
	let version: string | undefined;
	const splitter = lines(line => {
		if (trouble || line === '') return;
		const event = parseWatchLine(line);
		const object = event && (ask.tables ? ask.tables.fromEvent(event.object) : event.object);
		if (!event) trouble = isList(line) ? notOffered(ask, transport.server) : garbled(ask, transport.server);
		else if (event.type === 'ERROR') trouble = watchTrouble(event.object, {...ask, server: transport.server});
		else if (!object) trouble = otherColumns(ask, transport.server);
		else version = pass({...event, object}, ask) ?? version;
	});
	const {body} = reply.value;
	const error = await consume(body, undefined, chunk => {
		splitter.push(chunk);
		if (splitter.held() > mostOfOne) trouble ??= tooLarge(ask.doing, transport.server);
		if (version !== undefined) ask.progressed(version);
		version = undefined;
		if (trouble) body.destroy();
	});
	if (trouble) return trouble;
	if (error) return networkTrouble(error, transport.server);
	const rest = splitter.rest();
	if (rest === '') return undefined;
	return isList(rest) ? notOffered(ask, transport.server) : cutShort(ask, transport.server);
}

function pass(event: WatchEvent, ask: WatchAsk): string | undefined {
	const {resourceVersion, annotations} = objectIn(event.object.metadata);
	const version = textIn(resourceVersion);
	if (event.type !== 'BOOKMARK') ask.take(event);
	else if (objectIn(annotations)['k8s.io/initial-events-end'] === 'true') ask.listed(version ?? '');
	return version;
}

function garbled(ask: WatchAsk, server: string): Trouble {
	return {
		reason: 'garbled',
		says: `The server ${server} sent an event that cannot be read when asked to ${ask.doing}.`,
		hint: 'The list is read anew. A proxy in between may have changed the answer.',
	};
}

/** A definition that was changed shows other columns: the rows so far have none of them. */
function otherColumns(ask: WatchAsk, server: string): Trouble {
	return {
		reason: 'expired',
		says: `The server ${server} shows other columns than before when asked to ${ask.doing}.`,
		hint: 'The list is read anew.',
	};
}

/** Some servers of their own kinds, metrics among them, pass over `watch` and answer with a list. */
function notOffered(ask: WatchAsk, server: string): Trouble {
	return {reason: 'server-error', says: `The server ${server} does not offer to ${ask.doing}.`, status: 405};
}

function cutShort(ask: WatchAsk, server: string): Trouble {
	return {
		reason: 'unreachable',
		says: `The server ${server} stopped in the middle of an event when asked to ${ask.doing}.`,
		hint: 'The stream is resumed where it broke.',
	};
}

import type {ServerResponse} from 'node:http';
import {forbiddenField, type Kind} from '../kinds/kind.ts';
import {type Change, Entry, type Store} from '../store.ts';
import {type Exchange, jsonType} from './exchange.ts';
import {unreadableVersion} from './list.ts';
import {type Matches, matching} from './matching.ts';
import type {Presentation} from './presentation.ts';
import {expired, StatusError, wrongOption} from './status.ts';

type Watcher = {
	readonly response: ServerResponse;
	readonly namespace: string | undefined;
	readonly isMatch: Matches;
	readonly wantsBookmarks: boolean;
	readonly presentation: Presentation;
	hasSeenAny: boolean;
	readonly pending: string[];
};

/** Every watcher of the API. A change is put into words once and goes out in one write per watcher and turn. */
export class Watchers {
	readonly #store: Store;
	readonly #byKind = new Map<Kind, Set<Watcher>>();
	readonly #waiting = new Set<Watcher>();
	readonly #unsubscribe: () => void;
	#bookmarks: NodeJS.Timeout | undefined;

	constructor(store: Store) {
		this.#store = store;
		this.#unsubscribe = store.onChange(change => this.#tell(change));
	}

	/** Answers a watch request and goes on until the client, the timeout or the server ends it. */
	serve(
		{response, query}: Exchange,
		kind: Kind,
		namespace: string | undefined,
		presentation: Presentation,
	): void {
		const options = readOptions(query);
		const watcher: Watcher = {
			response,
			namespace,
			isMatch: matching(kind, query),
			wantsBookmarks: query.get('allowWatchBookmarks') === 'true',
			presentation,
			hasSeenAny: false,
			pending: [],
		};
		response.writeHead(200, {'Content-Type': jsonType, 'Cache-Control': 'no-cache, private'});
		response.flushHeaders();
		if (!this.#catchUp(watcher, kind, options)) return;
		this.#keep(watcher, kind, options.timeoutSeconds);
	}

	/** Ends every watch, as a server that shuts down does. */
	stop(): void {
		this.#unsubscribe();
		clearInterval(this.#bookmarks);
		this.end();
	}

	/** Ends the watches there are, in good order; new ones may begin. */
	end(): void {
		for (const watchers of this.#byKind.values()) for (const watcher of watchers) this.#end(watcher);
	}

	/** Sends what happened before now; false when that is forgotten and the watch over. */
	#catchUp(watcher: Watcher, kind: Kind, {version, sendsInitialEvents}: WatchOptions): boolean {
		if (sendsInitialEvents || version === 0) {
			const present = this.#store
				.list(kind, watcher.namespace)
				.filter(({object}) => watcher.isMatch?.(object) ?? true);
			for (const entry of present) this.#show(watcher, 'ADDED', entry);
			if (sendsInitialEvents && watcher.wantsBookmarks) this.#sendBookmark(watcher, true);
			return true;
		}
		const missed = this.#store.changesAfter(kind, version);
		for (const change of missed ?? []) this.#tellOne(watcher, change);
		if (missed) return true;
		const tooOld = expired(`too old resource version: ${version} (${this.#store.forgottenUpTo(kind)})`);
		watcher.response.end(`${JSON.stringify({type: 'ERROR', object: tooOld.status})}\n`);
		return false;
	}

	#keep(watcher: Watcher, kind: Kind, timeoutSeconds: number): void {
		const watchers = this.#byKind.get(kind) ?? new Set();
		this.#byKind.set(kind, watchers.add(watcher));
		const timeout = setTimeout(() => this.#end(watcher), Math.min(timeoutSeconds * 1000, longestTimerMs));
		this.#bookmarks ??= setInterval(() => this.#sendBookmarks(), bookmarkIntervalMs);
		watcher.response.on('close', () => {
			clearTimeout(timeout);
			watchers.delete(watcher);
			this.#waiting.delete(watcher);
		});
	}

	#tell(change: Change): void {
		for (const watcher of this.#byKind.get(change.entry.kind) ?? []) this.#tellOne(watcher, change);
	}

	#tellOne(watcher: Watcher, change: Change): void {
		const {entry, before, version} = change;
		if (watcher.namespace !== undefined && entry.object.metadata.namespace !== watcher.namespace) return;
		const isMatch = watcher.isMatch ?? (() => true);
		const matches = change.type !== 'DELETED' && isMatch(entry.object);
		const matched = before !== undefined && isMatch(before.object);
		if (matches) this.#show(watcher, matched ? 'MODIFIED' : 'ADDED', entry);
		else if (matched)
			this.#show(watcher, 'DELETED', change.type === 'DELETED' ? entry : lastSeen(before, version));
	}

	#show(watcher: Watcher, type: Change['type'], entry: Entry): void {
		const object = watcher.presentation.one(entry, !watcher.hasSeenAny);
		watcher.hasSeenAny = true;
		this.#send(watcher, `{"type":"${type}","object":${object}}\n`);
	}

	#send(watcher: Watcher, text: string): void {
		if (this.#waiting.size === 0) setImmediate(() => this.#flush());
		this.#waiting.add(watcher);
		watcher.pending.push(text);
	}

	#flush(): void {
		for (const watcher of this.#waiting) this.#write(watcher);
		this.#waiting.clear();
	}

	#write({response, pending}: Watcher): void {
		response.write(pending.join(''));
		pending.length = 0;
		if (response.writableLength > mostUnreadBytes) response.destroy();
	}

	#end(watcher: Watcher): void {
		this.#write(watcher);
		watcher.response.end();
	}

	#sendBookmarks(): void {
		for (const watchers of this.#byKind.values())
			for (const watcher of watchers) if (watcher.wantsBookmarks) this.#sendBookmark(watcher, false);
	}

	#sendBookmark(watcher: Watcher, endsInitialEvents: boolean): void {
		const annotations = endsInitialEvents ? {'k8s.io/initial-events-end': 'true'} : undefined;
		const metadata = {resourceVersion: String(this.#store.version), annotations};
		const object = watcher.presentation.bookmark(metadata, !watcher.hasSeenAny);
		watcher.hasSeenAny = true;
		this.#send(watcher, `{"type":"BOOKMARK","object":${object}}\n`);
	}
}

/** As often as the real server sends them. */
const bookmarkIntervalMs = 60_000;

/** A timer of Node's that is to wait longer rings at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A client that reads too slowly is cut off, as the real server does; it lists again. */
const mostUnreadBytes = 64 * 1024 * 1024;

type WatchOptions = {version: number; sendsInitialEvents: boolean; timeoutSeconds: number};

function readOptions(query: URLSearchParams): WatchOptions {
	const asked = query.get('resourceVersion') || '0';
	const sendsInitialEvents = query.get('sendInitialEvents') === 'true';
	if (!/^\d+$/.test(asked)) throw new StatusError(500, '', unreadableVersion(asked));
	refuseWrongMatch(query);
	const timeoutSeconds = Number(query.get('timeoutSeconds')) || 45 * 60;
	return {version: Number(asked), sendsInitialEvents, timeoutSeconds};
}

function refuseWrongMatch(query: URLSearchParams): void {
	const match = query.get('resourceVersionMatch');
	const field = 'resourceVersionMatch';
	const hasInitial = query.has('sendInitialEvents');
	if (hasInitial && match !== 'NotOlderThan') {
		const why = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
		throw wrongOption('ListOptions', [forbiddenField(field, why)]);
	}
	if (!hasInitial && match) {
		const why = 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided';
		throw wrongOption('ListOptions', [forbiddenField(field, why)]);
	}
}

/** An object that no longer matches is, to its watcher, deleted: its last matching state at the new version. */
function lastSeen({kind, object}: Entry, version: number): Entry {
	return new Entry(
		kind,
		{...object, metadata: {...object.metadata, resourceVersion: String(version)}},
		version,
	);
}

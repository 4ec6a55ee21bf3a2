import {type Cause, forbiddenField, type Kind, unsupported} from '../kinds/kind.ts';
import {apiVersion, type Entry, type Store} from '../store.ts';
import {type Exchange, send} from './exchange.ts';
import {matching} from './matching.ts';
import {sendPieces} from './pieces.ts';
import type {Presentation} from './presentation.ts';
import {badRequest, expired, tooLargeVersion, wrongOption} from './status.ts';

/** One page of a list, all of one version of the cluster. */
export type Page = {
	entries: Entry[];
	metadata: {resourceVersion: string; continue?: string; remainingItemCount?: number};
};

/** Where the next page starts. Version -1 gives up consistency and reads what is there now. */
type Continuation = {version: number; after: string};

/** The page that the query's `limit`, `continue`, `resourceVersion` and selectors ask for. */
export function readPage(
	store: Store,
	kind: Kind,
	namespace: string | undefined,
	query: URLSearchParams,
): Page {
	const limit = limitAsked(query);
	const from = continuation(query);
	const version = from && from.version > 0 ? from.version : versionAsked(store, query);
	const all = entriesAt(store, kind, namespace, version, from);
	const isMatch = matching(kind, query);
	const matched = isMatch ? all.filter(({object}) => isMatch(object)) : all;
	const rest = from ? after(matched, from.after) : matched;
	const entries = rest.slice(0, limit);
	const metadata: Page['metadata'] = {resourceVersion: String(version)};
	if (rest.length > limit) {
		metadata.continue = encode({version, after: nameOf(entries.at(-1)!)});
		if (!isMatch) metadata.remainingItemCount = rest.length - limit;
	}
	return {entries, metadata};
}

/** The entries behind a name in their order. */
function after(entries: readonly Entry[], name: string): Entry[] {
	const first = entries.findIndex(entry => nameOf(entry) > name);
	return first < 0 ? [] : entries.slice(first);
}

function nameOf({object: {metadata}}: Entry): string {
	return metadata.namespace ? `${metadata.namespace}/${metadata.name}` : metadata.name;
}

function limitAsked(query: URLSearchParams): number {
	const text = query.get('limit') || '0';
	if (!/^-?\d+$/.test(text))
		throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
	return Number(text) > 0 ? Number(text) : Number.POSITIVE_INFINITY;
}

function versionAsked(store: Store, query: URLSearchParams): number {
	const asked = query.get('resourceVersion');
	refuseWrongMatch(asked, query);
	if (asked && !/^\d+$/.test(asked)) {
		throw badRequest(`invalid resource version: ${unreadableVersion(asked)}`);
	}
	if (Number(asked) > store.version) throw tooLargeVersion(Number(asked), store.version);
	return query.get('resourceVersionMatch') === 'Exact' ? Number(asked) : store.version;
}

export function unreadableVersion(text: string): string {
	const quoted = JSON.stringify(text);
	return `resourceVersion: Invalid value: ${quoted}: strconv.ParseUint: parsing ${quoted}: invalid syntax`;
}

function refuseWrongMatch(asked: string | null, query: URLSearchParams): void {
	const match = query.get('resourceVersionMatch');
	const field = 'resourceVersionMatch';
	const causes: Cause[] = [];
	if (match && !asked)
		causes.push(forbiddenField(field, `${field} is forbidden unless resourceVersion is provided`));
	if (match && !['Exact', 'NotOlderThan'].includes(match))
		causes.push(unsupported(field, match, ['Exact', 'NotOlderThan', '']));
	if (match === 'Exact' && asked === '0') {
		causes.push(forbiddenField(field, `${field} "exact" is forbidden for resourceVersion "0"`));
	}
	if (query.has('sendInitialEvents')) {
		causes.push(forbiddenField('sendInitialEvents', 'sendInitialEvents is forbidden for list'));
	}
	if (causes.length > 0) throw wrongOption('ListOptions', causes);
}

function entriesAt(
	store: Store,
	kind: Kind,
	namespace: string | undefined,
	version: number,
	from?: Continuation,
): Entry[] {
	const entries = store.listAt(kind, version, namespace);
	if (entries) return entries;
	if (!from) throw expired('The resourceVersion for the provided list is too old.');
	throw expired(
		'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
		{continue: encode({version: -1, after: from.after})},
	);
}

function encode({version, after}: Continuation): string {
	return Buffer.from(JSON.stringify({v: 'meta.k8s.io/v1', rv: version, start: after})).toString('base64url');
}

function continuation(query: URLSearchParams): Continuation | undefined {
	const token = query.get('continue');
	if (!token) return undefined;
	try {
		const {rv, start} = JSON.parse(Buffer.from(token, 'base64url').toString());
		if (typeof rv === 'number' && typeof start === 'string') return {version: rv, after: start};
	} catch {}
	throw badRequest('invalid continue token: continue key is not valid: unexpected end of JSON input');
}

/** Answers with a list; written piece by piece, unless its form wants it whole. */
export async function sendList(
	exchange: Exchange,
	kind: Kind,
	{entries, metadata}: Page,
	presentation: Presentation,
): Promise<void> {
	if (presentation.list) return send(exchange, 200, presentation.list(entries, metadata));
	// Lists of custom resources always have a continue member, if an empty one.
	const listMetadata = kind.isCustom ? {continue: '', ...metadata} : metadata;
	const head = {kind: `${kind.kind}List`, apiVersion: apiVersion(kind), metadata: listMetadata};
	return sendPieces(exchange, head, entries, entry => entry.elementText);
}

/** The forms in which objects are answered: themselves, a Table of them, or their metadata alone. */
import type {Clock} from '../clock.ts';
import type {Kind} from '../kinds/kind.ts';
import type {Tree} from '../object.ts';
import {apiVersion, type Entry} from '../store.ts';
import {bookmarkTable, type IncludeObject, tableOf} from '../tables/table.ts';
import {chooseForm, type Exchange} from './exchange.ts';

/** How to put one object, or a list's elements, into words for one client. */
export type Presentation = {
	/** An object on its own, as the answer to a get or in an event. */
	one(entry: Entry, isFirst: boolean): string;
	/** How far a watch has come, as an event of it tells: an object with no more than its version and annotations. */
	bookmark(metadata: Tree, isFirst: boolean): string;
	/** A whole list, where the form wants it in one piece. */
	list?(entries: readonly Entry[], metadata: Tree): string;
};

function itself(kind: Kind): Presentation {
	return {
		one: entry => entry.text,
		bookmark: metadata => JSON.stringify({kind: kind.kind, apiVersion: apiVersion(kind), metadata}),
	};
}

/** The presentation the client asks for in its Accept header. */
export function presentationFor(exchange: Exchange, kind: Kind, clock: Clock): Presentation {
	const {as} = chooseForm(
		exchange,
		({as, group, version}) => group === 'meta.k8s.io' && version === 'v1' && known.has(as!),
	);
	if (as === 'Table') return asTable(exchange, kind, clock);
	return as ? asMetadata : itself(kind);
}

const known = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

function asTable({query}: Exchange, kind: Kind, clock: Clock): Presentation {
	const include = (query.get('includeObject') || 'Metadata') as IncludeObject;
	const table = (entries: readonly Entry[], metadata: Tree, isFirst?: boolean) =>
		JSON.stringify(tableOf(kind, entries, metadata, include, clock.now(), isFirst));
	return {
		one: (entry, isFirst) =>
			table([entry], {resourceVersion: entry.object.metadata.resourceVersion}, isFirst),
		list: table,
		bookmark: (metadata, isFirst) => JSON.stringify(bookmarkTable(kind, metadata, include, isFirst)),
	};
}

const partial = {kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1'};

const asMetadata: Presentation = {
	one: ({object}) => JSON.stringify({...partial, metadata: object.metadata}),
	bookmark: metadata => JSON.stringify({...partial, metadata}),
	list: (entries, metadata) =>
		JSON.stringify({
			...partial,
			kind: 'PartialObjectMetadataList',
			metadata,
			items: entries.map(({object}) => ({...partial, metadata: object.metadata})),
		}),
};

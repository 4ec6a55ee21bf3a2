import {type KubernetesObject, refOf} from '../model/object.ts';
import type {Resource} from '../model/ref.ts';
import type {Source} from '../model/source.ts';
import {partsOf} from '../traffic/splits.ts';
import {intern} from './intern.ts';
import {rowOf} from './row.ts';
import type {Row} from './view.ts';

/** An object that some dialect reads: what each keeps of it, from which splits are joined. */
export type TrafficRow = Row & {readonly parts: ReadonlyArray<readonly [dialect: string, part: unknown]>};

export function projectTraffic(source: Source, object: KubernetesObject): TrafficRow {
	return {...rowOf(object), parts: partsOf(object, refOf(resourceFrom(source, object), object))};
}

/** The kind in the version the object came in: a write must go back the same way. */
function resourceFrom({group, plural, kind, versions}: Source, {apiVersion}: KubernetesObject): Resource {
	const version = apiVersion?.split('/').at(-1) ?? versions?.[0] ?? 'v1';
	return {group, plural, kind, version: intern(version), namespaced: true};
}

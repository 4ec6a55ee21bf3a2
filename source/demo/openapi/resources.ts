/** What OpenAPI documents describe: every kind that is served, its parts and its paths. */
import {subresourcesOf, verbsOf} from '../api/discovery.ts';
import {virtualKinds} from '../api/virtual-kinds.ts';
import type {Shape} from '../kinds/fields.ts';
import {kinds} from '../kinds/index.ts';
import {messageOf} from '../messages/index.ts';
import {apiVersion} from '../store.ts';

export type Type = {readonly group: string; readonly version: string; readonly kind: string};

/** A kind with what a document says of it. */
export type Resource = Type & {
	readonly plural: string;
	readonly isNamespaced: boolean;
	readonly isCustom?: boolean;
	readonly shape?: Shape;
	readonly verbs: readonly string[];
	readonly parts: readonly (Type & {readonly name: string; readonly verbs: readonly string[]})[];
};

/** Metrics are measured by another server, which publishes no documents. */
const answered = virtualKinds.filter(({group}) => group !== 'metrics.k8s.io');

export function describedResources(): Resource[] {
	return [...kinds.map(kind => ({...kind, verbs: verbsOf(kind)})), ...answered].map(kind => ({
		...kind,
		parts: subresourcesOf(kind)
			.map(part => ({...part, group: part.group ?? kind.group, version: part.version ?? kind.version}))
			.filter(part => part.kind === kind.kind || messageOf(apiVersion(part), part.kind)),
	}));
}

/** Where a group version is found below the root: `api/v1`, `apis/apps/v1`. */
export function folderOf(type: {group: string; version: string}): string {
	return type.group ? `apis/${apiVersion(type)}` : `api/${type.version}`;
}

import {isSame} from '../object.ts';
import {immutable, type Kind} from './kind.ts';
import {objectShape} from './metadata.ts';

/** What a stateful set or a daemon set looked like once, so that it can go back there. */
export const controllerRevisions: Kind = {
	group: 'apps',
	version: 'v1',
	kind: 'ControllerRevision',
	plural: 'controllerrevisions',
	singular: 'controllerrevision',
	isNamespaced: true,
	shape: objectShape({data: {is: 'any'}, revision: {is: 'integer'}}),
	fill(revision) {
		revision.revision ??= 0;
	},
	check: ({data}, before) => (before ? immutable('data', data, isSame(data, before.data)) : []),
};

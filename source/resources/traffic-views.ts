import type {Source} from '../model/source.ts';
import {sources} from '../traffic/splits.ts';
import {ageColumn, nameColumn, namespaceColumn} from './columns.ts';
import {httproutes} from './httproutes.ts';
import {searchName} from './row.ts';
import {projectTraffic, type TrafficRow} from './traffic-row.ts';
import type {ResourceView} from './view.ts';

/** Names of built-in kinds, and of lists made of several kinds: others of that name spell their group out. */
const builtIn = ['services', 'deployments', 'rollouts'];

/** One list for each kind that dialects read; the splits are joined from their rows. */
export const trafficViews: ReadonlyArray<ResourceView<TrafficRow>> = sources.map(source =>
	source.group === httproutes.group && source.plural === httproutes.plural ? httproutes : viewOf(source),
) as ReadonlyArray<ResourceView<TrafficRow>>;

function viewOf(source: Source): ResourceView<TrafficRow> {
	const {group, plural, kind, versions, aliases = []} = source;
	return {
		name: nameOf(source),
		aliases,
		group,
		plural,
		kind,
		...(versions && {versions}),
		isNamespaced: true,
		isRare: true,
		project: object => projectTraffic(source, object),
		columns: [namespaceColumn, nameColumn, ageColumn],
		search: searchName,
		isFaulty: () => false,
	};
}

/** The plural; with its group where a built-in kind, or one of another group that is read too, has that name. */
function nameOf({group, plural}: Source): string {
	const isShared = sources.some(each => each.plural === plural && each.group !== group);
	return builtIn.includes(plural) || isShared ? `${plural}.${group}` : plural;
}

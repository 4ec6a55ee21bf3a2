import {serviceResource} from '../model/builtin-resources.ts';
import type {Cluster} from '../model/cluster.ts';
import {
	type MeasuringSource,
	type MetricsSettings,
	saySource,
	type Unmeasured,
	unmeasured,
} from '../model/measured.ts';
import type {KubernetesObject} from '../model/object.ts';
import type {Trouble} from '../model/trouble.ts';
import {candidatesIn, sourceSelectors, usualNamespaces} from './candidates.ts';
import type {AskSource} from './measure.ts';
import {readTime} from './series.ts';

export type Found = {
	readonly source: MeasuringSource;
	/** That others answer too, and which one is asked; undefined where it is the only one. */
	readonly remark?: string;
};

/** Asking more of them than these at once would be a search of its own. */
const mostAsked = 6;

/** The source that an operator settled, or the first found that answers a trivial query; or why there is none. */
export async function findSource(
	cluster: Pick<Cluster, 'list'>,
	ask: AskSource,
	{isOff, source}: MetricsSettings,
): Promise<Found | Unmeasured> {
	if (isOff) return unmeasured('off', 'Measuring is switched off by the configuration.');
	// Whether one that was named answers, its first query says.
	if (source !== undefined) return {source};
	const listed = await listServices(cluster);
	const candidates = candidatesIn(listed.services).slice(0, mostAsked);
	const answers = await Promise.all(candidates.map(async each => ({each, ...(await verified(ask, each))})));
	const [first, ...more] = answers.filter(({isAble}) => isAble).map(({each}) => each);
	if (first !== undefined) {
		return more.length === 0 ? {source: first} : {source: first, remark: sayChosen(first, more)};
	}
	const [trouble] = answers.flatMap(each => each.trouble ?? []);
	if (trouble !== undefined) return unmeasured('unreachable', trouble.says, trouble.hint);
	return nothing(candidates, listed.trouble);
}

async function verified(
	ask: AskSource,
	source: MeasuringSource,
): Promise<{readonly isAble: boolean; readonly trouble?: Trouble}> {
	const answered = await ask(source, 'time()');
	if (!answered.ok) return {isAble: false, trouble: answered.trouble};
	return {isAble: readTime(answered.value) !== undefined};
}

type Listed = {readonly services: readonly KubernetesObject[]; readonly trouble?: Trouble};

/** Everywhere by label; where that is not allowed, in the usual namespaces. */
async function listServices(cluster: Pick<Cluster, 'list'>): Promise<Listed> {
	const lists = await Promise.all(sourceSelectors.map(labels => cluster.list(serviceResource, {}, {labels})));
	if (lists.some(({ok}) => ok)) {
		return {services: distinct(lists.flatMap(list => (list.ok ? list.value : [])))};
	}
	const [refused] = lists;
	const usual = await Promise.all(
		usualNamespaces.map(namespace => cluster.list(serviceResource, {namespace})),
	);
	const found = usual.flatMap(list => (list.ok ? list.value : []));
	return {services: found, ...(refused && !refused.ok && {trouble: refused.trouble})};
}

function distinct(objects: readonly KubernetesObject[]): KubernetesObject[] {
	return [...new Map(objects.map(each => [each.metadata.uid, each])).values()];
}

function sayChosen(first: MeasuringSource, more: readonly MeasuringSource[]): string {
	const others = more.map(saySource).join(' and ');
	return `${saySource(first)} is asked, ${others} would answer too: metrics in the configuration chooses.`;
}

const howToName = 'Name one in the configuration: metrics, with url or service.';

function nothing(candidates: readonly MeasuringSource[], trouble: Trouble | undefined): Unmeasured {
	if (candidates.length > 0) {
		return unmeasured(
			'unreachable',
			`${candidates.map(saySource).join(' and ')} do not answer as Prometheus does.`,
			howToName,
		);
	}
	if (trouble?.reason === 'forbidden') {
		return unmeasured('no-source', `Nothing measures this that was found: ${trouble.says}`, howToName);
	}
	if (trouble !== undefined) return unmeasured('unreachable', trouble.says, trouble.hint);
	return unmeasured('no-source', 'Nothing measures this: no Prometheus was found in the cluster.', howToName);
}

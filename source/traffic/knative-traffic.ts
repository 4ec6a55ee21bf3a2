import {type Json, pointerTo} from '../model/json.ts';
import {numberIn, objectsIn, textIn} from '../model/object.ts';
import type {Edit, Guard} from '../model/plan.ts';
import type {Role} from '../model/split.ts';
import {roleOfTrack} from './roles.ts';

export const trafficAt = '/spec/traffic';
export const latestReadyAt = '/status/latestReadyRevisionName';

/** One target of `spec.traffic`: a revision by name, or whatever revision of a configuration is the latest. */
export type TrafficTarget = {
	readonly index: number;
	readonly revision: string | undefined;
	/** Of a Route only; a Service has but one. */
	readonly configuration: string | undefined;
	readonly isLatest: boolean;
	readonly tag: string | undefined;
	readonly stored: Json | undefined;
	readonly percent: number;
	/** Why Knative itself would refuse it. */
	readonly fault: string | undefined;
};

/** Every target of one version: its share may be split over several, and its tags have their own. */
export type TrafficVersion = {
	readonly name: string;
	/** Undefined where it is of a configuration, or of the latest revision that nobody reported yet. */
	readonly revision: string | undefined;
	readonly configuration: string | undefined;
	readonly isLatest: boolean;
	readonly targets: readonly TrafficTarget[];
	readonly percent: number;
	readonly tags: readonly string[];
	readonly mark: Role | undefined;
};

/** What `kn` calls the latest revision where it has no name of its own. */
export const latestName = '@latest';

export function targetsIn(traffic: Json | undefined): TrafficTarget[] {
	return objectsIn(traffic).map((target, index) => {
		const revision = textIn(target.revisionName) || undefined;
		const configuration = textIn(target.configurationName) || undefined;
		return {
			index,
			revision,
			configuration,
			isLatest: revision === undefined,
			tag: textIn(target.tag) || undefined,
			stored: target.percent,
			// An absent percent is 0.
			percent: numberIn(target.percent) ?? 0,
			fault: faultOf(target.percent, revision, configuration, target.latestRevision),
		};
	});
}

function faultOf(
	percent: Json | undefined,
	revision: string | undefined,
	configuration: string | undefined,
	latest: Json | undefined,
): string | undefined {
	const isWhole = percent === undefined || (Number.isSafeInteger(percent) && isWithin(numberIn(percent)!));
	if (!isWhole) return `has ${JSON.stringify(percent)} percent, which is no whole number from 0 to 100`;
	if (revision !== undefined && configuration !== undefined) return 'names a revision and a configuration';
	if (latest !== undefined && latest !== (revision === undefined)) {
		return revision === undefined
			? 'names no revision and says that it is not the latest'
			: `names ${revision} and says that it is the latest`;
	}
	return undefined;
}

function isWithin(percent: number): boolean {
	return percent >= 0 && percent <= 100;
}

/**
 * The versions among the targets, in the order they first stand there. The
 * latest revision goes by its own name; where another target names that one
 * too it stands apart, since the two part ways at the next deployment.
 */
export function versionsIn(
	targets: readonly TrafficTarget[],
	latestReady: string | undefined,
): TrafficVersion[] {
	const pinned = new Set(targets.map(({revision}) => revision));
	const nameOf = ({revision, configuration}: TrafficTarget): string => {
		if (revision !== undefined) return revision;
		if (configuration !== undefined)
			return pinned.has(configuration) ? `${configuration}${latestName}` : configuration;
		return latestReady === undefined || pinned.has(latestReady) ? latestName : latestReady;
	};
	return [...new Set(targets.map(nameOf))].map(name => {
		const own = targets.filter(target => nameOf(target) === name);
		const {isLatest, revision, configuration} = own[0]!;
		const tags = own.flatMap(({tag}) => tag ?? []);
		return {
			name,
			revision: revision ?? (configuration === undefined ? latestReady : undefined),
			configuration,
			isLatest,
			targets: own,
			percent: own.reduce((sum, {percent}) => sum + percent, 0),
			tags,
			mark: tags.map(roleOfTrack).find(role => role !== undefined),
		};
	});
}

/** The target that holds a version's share; the others of it are there for their tags. */
export function mainTarget({targets}: TrafficVersion): TrafficTarget {
	const most = Math.max(...targets.map(({percent}) => percent));
	const heaviest = targets.filter(({percent}) => percent === most);
	return heaviest.find(({tag}) => tag === undefined) ?? heaviest[0]!;
}

export function percentAt({index}: TrafficTarget): string {
	return pointerTo('spec', 'traffic', index, 'percent');
}

/** What tells that a target is still the same version. The latest revision is one only until the next is ready. */
export function identityOf(
	{index, revision, configuration, isLatest}: TrafficTarget,
	latestReady: string | undefined,
): Guard[] {
	const isOfService = isLatest && configuration === undefined;
	return [
		{at: pointerTo('spec', 'traffic', index, 'revisionName'), is: revision},
		{at: pointerTo('spec', 'traffic', index, 'configurationName'), is: configuration},
		...(isOfService && latestReady !== undefined ? [{at: latestReadyAt, is: latestReady}] : []),
	];
}

/** Puts a version's whole share on its main target; its tags stay, without a share of their own. */
export function versionEdits(
	version: TrafficVersion,
	percent: number,
	latestReady: string | undefined,
): Edit[] {
	const main = mainTarget(version);
	return version.targets.flatMap(target => {
		const to = target === main ? percent : 0;
		if (target.percent === to) return [];
		return [{at: percentAt(target), from: target.stored, to, identity: identityOf(target, latestReady)}];
	});
}

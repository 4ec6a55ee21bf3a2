import type {Change} from '../model/change.ts';
import type {Form, Project, Scope, Stop} from '../model/cluster.ts';
import {resourcePath} from '../model/path.ts';
import {apiVersion, type Resource} from '../model/ref.ts';
import {type Happening, nextFollowing, startFollowing} from './follow-state.ts';
import {carryOut, type FollowTools} from './follow-tasks.ts';
import {intake} from './intake.ts';
import {tables} from './tables.ts';

/**
 * Lists and watches one resource until stopped; see `Cluster.follow`. What to
 * do next is decided in follow-state; the tasks are carried out one at a time.
 */
export function follow<Row extends {readonly uid: string}>(
	tools: FollowTools,
	resource: Resource,
	scope: Scope,
	project: Project<Row>,
	tell: (change: Change<Row>) => void,
	form: Form = 'whole',
): Stop {
	const {clock, luck, listWays} = tools;
	const stopping = new AbortController();
	const {signal} = stopping;
	let state = startFollowing(listWays, clock.now());

	function tellOn(change: Change<Row>): void {
		if (!signal.aborted) tell(change);
	}

	function happened(happening: Happening): void {
		if (signal.aborted) return;
		const before = state.health;
		state = nextFollowing(state, happening, {now: clock.now(), luck: luck()});
		if (state.health !== before) tellOn({type: 'health', health: state.health});
	}

	const where = `${resource.plural}${scope.namespace ? ` in namespace ${scope.namespace}` : ''}`;
	const said = {apiVersion: apiVersion(resource), kind: resource.kind};
	// The members of a typed list leave out what they are; each is told with it, as from `get`.
	const named: Project<Row> = object =>
		project(object.apiVersion === undefined ? Object.assign(object, said) : object);
	const rows = intake(named, tellOn);
	const path = resourcePath(resource, scope);
	const {fields} = scope;
	const work = {
		...tools,
		path,
		fields,
		where,
		rows,
		tables: form === 'table' ? tables() : undefined,
		signal,
		happened,
	};

	async function run(): Promise<void> {
		tellOn({type: 'health', health: state.health});
		while (!signal.aborted) happened(await carryOut(state.task, work));
	}

	run();
	return () => stopping.abort();
}

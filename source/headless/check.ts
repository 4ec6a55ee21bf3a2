import {sleep} from '../model/clock.ts';
import type {Health} from '../model/health.ts';
import {pods} from '../resources/pods.ts';
import {type ExitCode, exitCodes} from './exit-codes.ts';
import {fail, interrupted} from './fail.ts';
import {namespaceOf, type Session} from './session.ts';

/** How long a watch may take to be proved, however long the caller would wait. */
const patienceMs = 30_000;

/** `check`: the first thing in a bug report: what can be reached, and how long each part took. */
export async function check(session: Session): Promise<ExitCode> {
	const {cluster, clock, out} = session;
	const {context} = cluster;
	out.result(`context      ${context.name}${context.isLocal ? ' (on this machine)' : ''}`);
	out.result(`server       ${context.server}${context.isInsecure ? ' (certificate not checked)' : ''}`);
	for (const remark of session.remarks?.() ?? []) out.result(`settings     ${remark}`);
	const began = clock.now();
	const discovery = await cluster.discover();
	if (!discovery.ok) return fail(discovery.trouble, session);
	const {serverVersion, resources, troubles} = discovery.value;
	out.result(`version      ${serverVersion}`);
	out.result(`discovery    ${resources.length} kinds in ${clock.now() - began} ms`);
	for (const trouble of troubles) out.result(`unreadable   ${trouble.says}`);
	out.result(`user         ${await cluster.whoAmI()}`);
	const aheadMs = cluster.clockAheadMs();
	if (aheadMs !== 0)
		out.result(
			`clock        the server's is ${Math.abs(aheadMs / 1000).toFixed(0)} s ${aheadMs > 0 ? 'ahead' : 'behind'}`,
		);
	return watchOnce(session);
}

/** Opens one watch on pods and waits until it is proved live, or known not to be. */
async function watchOnce(session: Session): Promise<ExitCode> {
	const {clock, out, flags, signal} = session;
	const namespace = namespaceOf(session);
	const began = clock.now();
	const {health, listed} = await firstProof(session, Math.min(flags.timeoutMs, patienceMs));
	if (signal.aborted) return interrupted(session);
	const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
	if (health.state === 'live') {
		out.result(`watch        ${listed} pods in ${where}, live in ${clock.now() - began} ms`);
		return exitCodes.done;
	}
	if (!('trouble' in health)) {
		out.say(`The watch on pods in ${where} did not answer in time.`);
		return exitCodes.unsettled;
	}
	const code = fail(health.trouble, session);
	return health.state === 'polling' ? exitCodes.done : code;
}

/** The first health that says anything, or `connecting` where none came in time. */
async function firstProof(session: Session, withinMs: number): Promise<{health: Health; listed: number}> {
	const {promise, resolve} = Promise.withResolvers<Health>();
	let listed = 0;
	const stop = session.cluster.follow(
		{...pods, version: 'v1', namespaced: true},
		{namespace: namespaceOf(session)},
		({metadata}) => ({uid: metadata.uid}),
		change => {
			if (change.type === 'added-page') listed += change.rows.length;
			if (change.type === 'replaced') listed = change.rows.length;
			if (change.type === 'health' && !['connecting', 'listing'].includes(change.health.state)) {
				resolve(change.health);
			}
		},
	);
	const proved = new AbortController();
	const late = sleep(session.clock, withinMs, AbortSignal.any([session.signal, proved.signal]));
	const health = await Promise.race([promise, late.then((): Health => ({state: 'connecting'}))]);
	proved.abort();
	stop();
	return {health, listed};
}

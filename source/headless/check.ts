import type {Health} from '../model/health.ts';
import type {Resource} from '../model/ref.ts';
import {type ExitCode, exitCodes, exitOfTrouble} from './exit-codes.ts';
import {namespaceOf, type Session, sayTrouble} from './session.ts';

const pods: Resource = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** `check`: the first thing in a bug report: what can be reached, and how long each part took. */
export async function check(session: Session): Promise<ExitCode> {
	const {cluster, clock, out} = session;
	const {context} = cluster;
	out.result(`context      ${context.name}${context.isLocal ? ' (on this machine)' : ''}`);
	out.result(`server       ${context.server}${context.isInsecure ? ' (certificate not checked)' : ''}`);
	const began = clock.now();
	const discovery = await cluster.discover();
	if (!discovery.ok) {
		out.say(sayTrouble(discovery.trouble));
		return exitOfTrouble(discovery.trouble);
	}
	const {serverVersion, resources, troubles} = discovery.value;
	out.result(`version      ${serverVersion}`);
	out.result(`discovery    ${resources.length} kinds in ${clock.now() - began} ms`);
	for (const trouble of troubles) out.result(`unreadable   ${trouble.says}`);
	out.result(`user         ${await cluster.whoAmI()}`);
	return watchOnce(session);
}

/** Opens one watch on pods and waits until it is proved live, or known not to be. */
async function watchOnce(session: Session): Promise<ExitCode> {
	const {cluster, clock, out, flags} = session;
	const namespace = namespaceOf(session);
	const began = clock.now();
	let listed = 0;
	const health = await new Promise<Health>(resolve => {
		const late = clock.after(Math.min(flags.timeoutMs, 30_000), () => resolve({state: 'connecting'}));
		const stop = cluster.follow(
			pods,
			{namespace},
			({metadata}) => ({uid: metadata.uid}),
			change => {
				if (change.type === 'added-page') listed += change.rows.length;
				if (change.type === 'replaced') listed = change.rows.length;
				if (change.type !== 'health' || ['connecting', 'listing'].includes(change.health.state)) return;
				late();
				// Stopping from within the first call would be before there is anything to stop.
				setImmediate(() => stop());
				resolve(change.health);
			},
		);
	});
	const where = namespace === undefined ? 'all namespaces' : `namespace ${namespace}`;
	if (health.state === 'live') {
		out.result(`watch        ${listed} pods in ${where}, live in ${clock.now() - began} ms`);
		return exitCodes.done;
	}
	out.say(
		'trouble' in health
			? sayTrouble(health.trouble)
			: `The watch on pods in ${where} did not answer in time.`,
	);
	if (health.state === 'polling') return exitCodes.done;
	return 'trouble' in health ? exitOfTrouble(health.trouble) : exitCodes.unsettled;
}

import {connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import type {Rules} from '../../source/gateway/decide.ts';
import type {Entry} from '../../source/journal/entry.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import {valueAt} from '../../source/model/json.ts';
import type {Outcome, Telling} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import type {Performance} from '../../source/perform/performance.ts';
import type {deployments} from './resources.ts';

export const eventKind = {group: '', version: 'v1', plural: 'events', kind: 'Event', namespaced: true};

export const plainRules: Rules = {readOnly: false, isProduction: false, contextName: 'demo'};

export const podKind = {group: '', version: 'v1', plural: 'pods', kind: 'Pod', namespaced: true};

/** An embedded cluster, the real client on it, and a journal in memory: the whole path of a change but the person. */
export async function startPerforming(): Promise<{
	readonly demo: Demo;
	readonly cluster: Cluster;
	readonly journal: Journal;
	run(command: ActionCommand, change?: Partial<Performance>): Promise<{outcome: Outcome; told: Telling[]}>;
	read(target: {resource: typeof deployments; namespace: string; name: string}, at: string): Promise<unknown>;
	entries(): readonly Entry[];
	stop(): Promise<void>;
}> {
	const demo = await startDemo({speed: 20});
	const connected = await connect({kubeconfig: demo.kubeconfig, env: {}});
	if (!connected.ok) throw new Error(connected.trouble.says);
	const cluster = connected.value;
	const journal = memoryJournal();
	return {
		demo,
		cluster,
		journal,
		async run(command, change = {}) {
			const told: Telling[] = [];
			const outcome = await perform(command, {
				cluster,
				journal,
				clock: systemClock,
				rules: plainRules,
				wait: true,
				timeoutMs: 15_000,
				signal: new AbortController().signal,
				tell: telling => told.push(telling),
				confirm: async () => true,
				// Nothing else would end it.
				forwards: ({forwarding}) => forwarding.stop(),
				...change,
			});
			return {outcome, told};
		},
		async read(target, at) {
			const object = await cluster.get(target);
			if (!object.ok) throw new Error(object.trouble.says);
			return valueAt(object.value, at);
		},
		entries() {
			const read = journal.entries();
			return read.ok ? read.value : [];
		},
		async stop() {
			cluster.close();
			await demo.stop();
		},
	};
}

export function refusedBy(outcome: Outcome): string {
	return outcome.end === 'refused' ? outcome.refusal.refused : outcome.end;
}

import {afterAll, afterEach, beforeAll, beforeEach} from 'vitest';
import {type ConnectOptions, connect} from '../../source/cluster/connect.ts';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Journal, memoryJournal} from '../../source/journal/journal.ts';
import {systemClock} from '../../source/model/clock.ts';
import type {Cluster} from '../../source/model/cluster.ts';
import type {ActionCommand} from '../../source/model/command.ts';
import type {Outcome} from '../../source/model/telling.ts';
import {perform} from '../../source/perform/perform.ts';
import {RawApi} from '../cluster/raw-api.ts';
import {httpRoutes} from '../kit/resources.ts';
import {type FaultProxy, startFaultProxy} from './fault-proxy.ts';

const path = '/apis/gateway.networking.k8s.io/v1/namespaces/shop/httproutes/checkout';

/**
 * The route of the checkout on an embedded cluster: changes are performed by the
 * real client behind a proxy that can fail, and looked at past it. Client, proxy
 * and journal are new for each test.
 */
export function behindFaults(timeouts?: ConnectOptions['timeouts']) {
	let demo: Demo;
	let api: RawApi;
	let proxy: FaultProxy;
	let cluster: Cluster;
	let journal: Journal;

	async function open(within: ConnectOptions['timeouts']): Promise<void> {
		proxy = await startFaultProxy({kubeconfig: demo.kubeconfig});
		const connected = await connect({
			kubeconfig: proxy.kubeconfig,
			env: {},
			...(within && {timeouts: within}),
		});
		if (!connected.ok) throw new Error(connected.trouble.says);
		cluster = connected.value;
	}

	async function close(): Promise<void> {
		cluster.close();
		await proxy.close();
	}

	beforeAll(async () => {
		demo = await startDemo({seed: 1});
		api = new RawApi(demo.kubeconfig);
	});
	afterAll(async () => {
		api.close();
		await demo.stop();
	});
	beforeEach(async () => {
		await open(timeouts);
		journal = memoryJournal();
	});
	afterEach(close);

	return {
		path,
		target: {
			resource: httpRoutes,
			namespace: 'shop',
			name: 'checkout',
		},
		api: () => api,
		proxy: () => proxy,
		cluster: () => cluster,
		journal: () => journal,
		/** Another client behind another proxy, as patient as it is by itself. */
		async reopen(): Promise<void> {
			await close();
			await open(undefined);
		},
		run(command: ActionCommand, confirm = async () => true): Promise<Outcome> {
			return perform(command, {
				cluster,
				journal,
				clock: systemClock,
				rules: {readOnly: false, isProduction: false, contextName: 'demo'},
				wait: true,
				timeoutMs: 5000,
				signal: new AbortController().signal,
				tell() {},
				confirm,
			});
		},
		/** The weights of a rule, by its place. */
		async weights(rule: number): Promise<number[]> {
			const {body} = await api.get(path);
			return body.spec.rules[rule].backendRefs.map(({weight}: {weight: number}) => weight);
		},
		async setWeights(rule: number, ...weights: readonly number[]): Promise<void> {
			const edits = weights.map((value, b) => ({
				op: 'replace',
				path: `/spec/rules/${rule}/backendRefs/${b}/weight`,
				value,
			}));
			const {status} = await api.patch(path, edits);
			if (status !== 200) throw new Error(`The weights were not set: ${status}`);
		},
	};
}

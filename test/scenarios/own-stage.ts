import {afterAll, beforeAll, type TestContext} from 'vitest';
import type {Cluster} from '../../source/demo/cluster.ts';
import type {Scenario} from '../../source/demo/scenarios/scenario.ts';
import {RawApi} from '../cluster/raw-api.ts';
import {type FaultProxy, startFaultProxy} from '../faults/fault-proxy.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {privateHome} from '../kit/shell.ts';
import {startOwnCluster} from './own-cluster.ts';

/** A world of a test's own, the program at a terminal on it, and what stands between the two. */
export type OwnStage = {
	readonly terminal: PseudoTerminal;
	readonly proxy: FaultProxy;
	/** The API past the proxy, for everybody else. */
	readonly api: RawApi;
	readonly cluster: Cluster;
};

/** Time passes four times as fast as here: scrapes come every four seconds. */
const speed = 4;

/** Prepares what the tests of a file need; the result opens a stage that ends with its test, beside others. */
export function prepareOwnStage(): (
	context: TestContext,
	scenario: Scenario,
	namespace?: string,
) => Promise<OwnStage> {
	let program: BuiltProgram;
	beforeAll(async () => {
		program = await buildProgram();
	});
	afterAll(() => program.remove());

	return async ({onTestFinished}, scenario, namespace = 'shop') => {
		const own = await startOwnCluster(scenario, speed);
		const api = new RawApi(own.kubeconfig);
		const proxy = await startFaultProxy({kubeconfig: own.kubeconfig});
		const home = privateHome();
		const env = {...home.env, KUBECONFIG: proxy.kubeconfig};
		const terminal = openTerminal([program.path, '-n', namespace], {env, columns: 120, rows: 45});
		onTestFinished(async () => {
			terminal.close();
			home.remove();
			await proxy.close();
			api.close();
			await own.stop();
		});
		await terminal.waitFor('live', 30_000);
		return {terminal, proxy, api, cluster: own.cluster};
	};
}

import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {startApi} from '../../source/demo/api/server.ts';
import {makeCertificate} from '../../source/demo/certificate.ts';
import type {Cluster} from '../../source/demo/cluster.ts';
import {kubeconfigText} from '../../source/demo/kubeconfig.ts';
import {play} from '../../source/demo/play.ts';
import type {Scenario} from '../../source/demo/scenarios/scenario.ts';
import {createTokens} from '../../source/demo/tokens.ts';

export type OwnCluster = {
	/** The path of a kubeconfig whose only context is named after the scenario. */
	readonly kubeconfig: string;
	/** The cluster itself, past its API. */
	readonly cluster: Cluster;
	stop(): Promise<void>;
};

/** The embedded cluster in this process, with a world of a test's own, behind its API on loopback. */
export async function startOwnCluster(scenario: Scenario, speed: number): Promise<OwnCluster> {
	const token = 'of-a-test';
	const tokens = createTokens(token, () => {});
	const time = {speed, isPaused: false, nowMs: Date.now(), firstVersion: 1000};
	const playing = play(scenario, {...time, seed: 1, tokens, tell() {}});
	const authority = makeCertificate({name: 'own cluster'});
	const address = {addresses: ['127.0.0.1'], signer: authority.signer};
	const own = makeCertificate({name: 'own cluster API server', ...address});
	const api = await startApi(own, {tokens, playing: () => playing, tellsTime: false});
	const folder = mkdtempSync(join(tmpdir(), 'sluice-own-cluster-'));
	const kubeconfig = join(folder, 'kubeconfig');
	const servers = {[scenario.name]: api.address};
	const text = {servers, current: scenario.name, authority: authority.cert, token, tokenFile: '', losing: []};
	writeFileSync(kubeconfig, kubeconfigText(text), {mode: 0o600});
	return {
		kubeconfig,
		cluster: playing.cluster,
		async stop() {
			playing.stop();
			await api.stop();
			rmSync(folder, {recursive: true});
		},
	};
}

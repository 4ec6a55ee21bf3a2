import {existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, afterEach, beforeAll, beforeEach} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {type Gatekeeper, startGatekeeper} from '../kit/gatekeeper.ts';
import {type BuiltProgram, buildProgram, openTerminal, type PseudoTerminal} from '../kit/pseudo-terminal.ts';
import {privateHome} from '../kit/shell.ts';

export type Opening = {
	readonly env?: Record<string, string>;
	readonly columns?: number;
	readonly rows?: number;
};

/**
 * The program as it is shipped, at a terminal, in front of a shop whose gate
 * takes the tokens it is told to. The gate, the home and the folder of the
 * kubeconfig and its plug-in are new for each test.
 */
export function expiringShop() {
	let program: BuiltProgram;
	let demo: Demo;
	let gate: Gatekeeper;
	let home: ReturnType<typeof privateHome>;
	let folder: string;
	const terminals: PseudoTerminal[] = [];

	beforeAll(async () => {
		[program, demo] = await Promise.all([
			buildProgram(),
			startDemo({scenario: 'calm-shop', speed: 1, isPaused: false, onFault() {}}),
		]);
	});

	afterAll(async () => {
		program.remove();
		await demo.stop();
	});

	beforeEach(async () => {
		gate = await startGatekeeper(demo.kubeconfig);
		home = privateHome();
		folder = mkdtempSync(join(tmpdir(), 'sluice-login-'));
	});

	afterEach(async () => {
		for (const terminal of terminals.splice(0)) terminal.close();
		home.remove();
		rmSync(folder, {recursive: true});
		await gate.close();
	});

	const inFolder = (name: string) => join(folder, name);

	return {
		inFolder,
		gate: () => gate,
		home: () => home,
		/** The file of a kubeconfig with that user. */
		kubeconfig(user: object): string {
			const config = {
				apiVersion: 'v1',
				kind: 'Config',
				'current-context': 'shop-eu',
				contexts: [{name: 'shop-eu', context: {cluster: 'c', user: 'ada', namespace: 'shop'}}],
				clusters: [{name: 'c', cluster: {server: gate.url}}],
				users: [{name: 'ada', user}],
			};
			writeFileSync(inFolder('kubeconfig'), JSON.stringify(config));
			return inFolder('kubeconfig');
		},
		/** A user who logs in with the plug-in that is there. */
		pluginUser(more: object): object {
			return {exec: {apiVersion: 'client.authentication.k8s.io/v1', command: './login-tool', ...more}};
		},
		writePlugin(script: string): void {
			writeFileSync(inFolder('login-tool'), `#!/bin/sh\n${script}\n`, {mode: 0o755});
		},
		/** How often the plug-in was run, by what its script notes in `runs`. */
		runs(): number {
			if (!existsSync(inFolder('runs'))) return 0;
			return readFileSync(inFolder('runs'), 'utf8').split('\n').length - 1;
		},
		open(words: readonly string[], {env, columns, rows}: Opening = {}): PseudoTerminal {
			const terminal = openTerminal([program.path, ...words], {
				env: {...home.env, ...env},
				columns,
				rows,
			});
			terminals.push(terminal);
			return terminal;
		},
	};
}

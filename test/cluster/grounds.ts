import {afterAll, afterEach, beforeAll, beforeEach, inject} from 'vitest';
import {type BuiltProgram, buildProgram} from '../kit/pseudo-terminal.ts';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import {defineGitOps} from './gitops-definitions.ts';
import {type Json, RawApi} from './raw-api.ts';
import {Ground, route} from './workloads.ts';

/** A namespace of its own for a file of tests that call the program in a shell, with what is GitOps' defined. Each test has a home of its own. */
export function shellGround(name: string, patienceMs: number) {
	const {admin, tester = admin} = inject('kubeconfigs');
	const api = new RawApi(admin);
	let ground: Ground;
	let home: ReturnType<typeof privateHome>;
	let undefine: () => Promise<void>;

	beforeAll(async () => {
		undefine = await defineGitOps(api);
		ground = new Ground(api, await api.createNamespace(name));
	});

	afterAll(async () => {
		await api.delete(`/api/v1/namespaces/${ground.namespace}`);
		await undefine();
		api.close();
	});

	beforeEach(() => {
		home = privateHome();
	});

	afterEach(() => home.remove());

	return {
		api,
		ground: () => ground,
		/** Runs the program as the tester, or as whom the kubeconfig says. */
		run(words: readonly string[], kubeconfig = tester): Promise<Ended> {
			const where = words[0] === 'undo' ? [] : ['-n', ground.namespace];
			return sluice([...words, ...where], {...home.env, KUBECONFIG: kubeconfig}, patienceMs);
		},
	};
}

type Closing = {close(): void};

/** The built program, and for each test a home and a namespace of its own; terminals are closed after it. */
export function terminalGround<Terminal extends Closing>(name: string) {
	const api = new RawApi(inject('kubeconfigs').admin);
	let program: BuiltProgram;
	let ground: Ground;
	let home: ReturnType<typeof privateHome>;
	const terminals: Terminal[] = [];

	beforeAll(async () => {
		program = await buildProgram();
	});

	afterAll(() => {
		program.remove();
		api.close();
	});

	beforeEach(async () => {
		home = privateHome();
		ground = new Ground(api, await api.createNamespace(name));
	});

	afterEach(async () => {
		for (const terminal of terminals.splice(0)) terminal.close();
		home.remove();
		await api.delete(`/api/v1/namespaces/${ground.namespace}`);
	});

	return {
		api,
		terminals,
		program: () => program,
		ground: () => ground,
		home: () => home,
		/** Two versions and a route that divides traffic among them, 90 to 10. */
		async addShop(): Promise<Json> {
			await ground.addBackends({'shop-v1': {track: 'stable'}, 'shop-v2': {track: 'canary'}});
			return ground.add('httproutes', route('shop', {0: {'shop-v1': 90, 'shop-v2': 10}}));
		},
		async weights(of = 'shop'): Promise<number[]> {
			const {spec} = await ground.get('httproutes', of);
			return spec.rules[0].backendRefs.map(({weight}: Json) => weight);
		},
	};
}

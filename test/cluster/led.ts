import {expect} from 'vitest';
import {type Ended, privateHome, sluice} from '../kit/shell.ts';
import type {Json} from './raw-api.ts';
import type {Ground} from './workloads.ts';

/** The shell of one operator on one namespace, for tests that pull the levers of engines. */
export interface Operator {
	/** Runs the program as a shell does. */
	run(...words: readonly string[]): Promise<Ended>;
	/** The same to the end: confirmed, waited for, and well. */
	done(...words: readonly string[]): Promise<Ended>;
	/** The one rollout of this name, as `get rollouts` prints it. */
	rollout(name: string): Promise<Json>;
	leave(): void;
}

export function operator(kubeconfig: string, ground: Ground): Operator {
	const home = privateHome();
	const run = (...words: readonly string[]) => {
		const where = ['undo', 'journal'].includes(words[0]!) ? [] : ['-n', ground.namespace];
		return sluice([...words, ...where], {...home.env, KUBECONFIG: kubeconfig}, 120_000);
	};
	return {
		run,
		async done(...words) {
			const ended = await run(...words, '--yes', '--wait');
			expect(ended, words.join(' ')).toMatchObject({code: 0});
			return ended;
		},
		async rollout(name) {
			const {out, code, said} = await run('get', 'rollouts', '-o', 'json');
			expect({code, said}).toEqual({code: 0, said: ''});
			return JSON.parse(out).rollouts.find((each: Json) => each.name === name);
		},
		leave: () => home.remove(),
	};
}

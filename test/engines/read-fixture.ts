import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import type {Around, Engine, LeverInput, LeverName} from '../../source/engines/engine.ts';
import {type KubernetesObject, refOf} from '../../source/model/object.ts';
import {isRefusal, type Plan, type Refusal} from '../../source/model/plan.ts';
import type {Ref} from '../../source/model/ref.ts';
import type {Rollout} from '../../source/model/rollout.ts';

/** The moment at which every lever of a test is pulled. */
export const now = Date.parse('2026-11-23T10:30:00Z');

/** One engine and its fixtures: objects as its controller leaves them. */
export function bench(engine: Engine, version: string) {
	const {group, plural, kind} = engine.source;
	const resource = {group, version, plural, kind, namespaced: true};
	const object = (name: string, change: (object: Writable) => void = () => undefined): KubernetesObject => {
		const path = join(import.meta.dirname, '../fixtures/engines', engine.name, `${name}.json`);
		const read = JSON.parse(readFileSync(path, 'utf8'));
		change(read);
		return read;
	};
	const ref = (of: KubernetesObject): Ref => refOf(resource, of);
	return {
		object,
		ref,
		rollout: (of: KubernetesObject, around: Around = {}): Rollout => engine.rollout(of, ref(of), around),
		pull: (lever: LeverName, of: KubernetesObject, around: Around = {}, input: LeverInput = {}) =>
			engine.levers[lever](of, {ref: ref(of), now, around}, input),
	};
}

// biome-ignore lint/suspicious/noExplicitAny: a fixture is changed member by member before it is read.
export type Writable = any;

export function planned(answer: Plan | Refusal): Plan {
	if (isRefusal(answer)) throw new Error(`refused: ${answer.says}`);
	return answer;
}

export function refused(answer: Plan | Refusal): Refusal {
	if (!isRefusal(answer)) throw new Error(`planned: ${answer.says}`);
	return answer;
}

/** What a plan writes, by where: `status /status/abort` to its value. */
export function writes({steps}: Plan): Array<readonly [string, unknown]> {
	return steps.flatMap(step =>
		step.edits.map(edit => [`${step.subresource ?? 'spec'} ${edit.at}`, edit.to] as const),
	);
}

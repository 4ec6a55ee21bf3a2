/** Pods that train a model, in what they are told: how long they take, and what they say meanwhile. */
import {fractionOf} from './luck.ts';
import type {KubernetesObject, Tree} from './object.ts';

export type Training = {readonly epochs: number; readonly seed: number};

const usualEpochs = 10;
const epochMs = 1000;

/** Undefined where nothing is trained: the first container ends by itself, and has somewhere to leave a model. */
export function trainingOf({spec}: KubernetesObject): Training | undefined {
	const env: Tree[] = spec.containers[0].env ?? [];
	const told = (of: string) => env.find(({name}) => name === of)?.value;
	if (spec.restartPolicy === 'Always' || told('MODEL_DIR') === undefined) return undefined;
	const epochs = Math.floor(Number(told('EPOCHS') ?? usualEpochs));
	return {epochs: epochs >= 1 ? epochs : usualEpochs, seed: Number(told('SEED') ?? 1)};
}

/** An epoch a second, and one more to save it. */
export function trainingMs({epochs}: Training): number {
	return (epochs + 1) * epochMs;
}

export function epochLines(training: Training, step: number): string[] {
	const {epochs} = training;
	return step > epochs ? [] : [`epoch ${step}/${epochs} accuracy ${accuracyAt(training, step)}`];
}

export function resultLine(training: Training): string {
	const {epochs, seed} = training;
	return JSON.stringify({accuracy: accuracyAt(training, epochs), seed});
}

function accuracyAt({seed}: Training, step: number): number {
	const best = 0.85 + 0.1 * fractionOf(`training ${seed}`);
	return Math.round((best - 0.2 * Math.exp(-step / 3)) * 1000) / 1000;
}

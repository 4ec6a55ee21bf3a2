/** How the containers of simulated pods end by themselves, which their labels and annotations say. */
import {durationMs} from '../go-duration.ts';
import type {Luck} from '../luck.ts';
import type {KubernetesObject} from '../object.ts';
import {containerOf, isInit, isSidecar} from './pod-containers.ts';

export type Ending = {readonly afterMs: number; readonly exitCode: number; readonly reason: string};

/** How a container that starts now will end; undefined where it runs until it is stopped. */
export function endingOf(pod: KubernetesObject, name: string, luck: Luck): Ending | undefined {
	const {metadata, spec} = pod;
	const sim = metadata.labels?.sim;
	if (isInit(pod, name)) return isSidecar(pod, containerOf(pod, name)) ? undefined : preparing(luck);
	if (sim === 'crashloop') return failing(luck.between(2000, 4000));
	if (sim === 'restarts')
		return {afterMs: luck.between(120_000, 300_000), exitCode: 137, reason: 'OOMKilled'};
	if (spec.restartPolicy === 'Always') return undefined;
	const afterMs = workMs(metadata.annotations?.['pod-complete.stage.kwok.x-k8s.io/delay']);
	return sim === 'fails' ? failing(afterMs) : {afterMs, exitCode: 0, reason: 'Completed'};
}

function preparing(luck: Luck): Ending {
	return {afterMs: luck.between(300, 1500), exitCode: 0, reason: 'Completed'};
}

function failing(afterMs: number): Ending {
	return {afterMs, exitCode: 1, reason: 'Error'};
}

/** How long the work of a pod takes that may end, by its annotation: `5s`, `1m30s`; a second without. */
function workMs(delay: string | undefined): number {
	return durationMs(delay) ?? 1000;
}

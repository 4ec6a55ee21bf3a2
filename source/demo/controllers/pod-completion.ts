/** How the containers of simulated pods end by themselves, which their labels and annotations say. */
import {durationMs} from '../go-duration.ts';
import type {Luck} from '../luck.ts';
import type {KubernetesObject} from '../object.ts';
import {isExecutor, queryMs, queryOf} from '../spark.ts';
import {trainingMs, trainingOf} from '../training.ts';
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
	if (spec.restartPolicy === 'Always' || isExecutor(pod)) return undefined;
	const training = trainingOf(pod);
	const usualMs = training ? trainingMs(training) : queryOf(pod) ? queryMs : 1000;
	// A training takes as long as its epochs; any other work a second, where no annotation says otherwise: `5s`, `1m30s`.
	const afterMs = durationMs(metadata.annotations?.['pod-complete.stage.kwok.x-k8s.io/delay']) ?? usualMs;
	return sim === 'fails' ? failing(afterMs) : {afterMs, exitCode: 0, reason: 'Completed'};
}

function preparing(luck: Luck): Ending {
	return {afterMs: luck.between(300, 1500), exitCode: 0, reason: 'Completed'};
}

function failing(afterMs: number): Ending {
	return {afterMs, exitCode: 1, reason: 'Error'};
}

import {containerTrouble, sayExit} from './container-trouble.ts';
import {type PodTrouble, trouble} from './pod-cause.ts';
import {type PodObject, podCondition} from './pod-object.ts';
import type {PodStatus} from './pod-status.ts';
import {notStarted, unready} from './pod-waiting.ts';

/** Undefined for a pod that is ready or has completed. */
export function podTrouble(pod: PodObject, {status, ready, total}: PodStatus): PodTrouble | undefined {
	const {phase} = pod.status ?? {};
	if (phase === 'Succeeded') return undefined;
	if (phase === 'Failed') return failed(pod, status);
	const readiness = podCondition(pod, 'Ready');
	if (phase === 'Running' && ready === total && readiness?.status === 'True') return undefined;
	if (pod.status?.reason === 'NodeLost' || phase === 'Unknown') {
		return trouble('lost', '', '', "its node doesn't answer");
	}
	const found = containerTrouble(pod) ?? schedulingTrouble(pod);
	if (found || readiness?.status === 'True') return found;
	return phase === 'Running' ? unready(pod, readiness) : notStarted(pod);
}

function failed(pod: PodObject, status: string): PodTrouble {
	const {reason, message, containerStatuses} = pod.status ?? {};
	if (reason) {
		const words = reason === 'Evicted' ? 'evicted' : `failed (${reason})`;
		return trouble('failed', reason, message ?? '', message ? `${words}: ${message}` : words);
	}
	const ended = containerStatuses?.find(({state}) => state?.terminated?.exitCode);
	const detail = ended?.state?.terminated ? sayExit(ended.state.terminated) : status;
	return trouble('failed', ended?.name ?? '', detail, `failed: ${detail}`);
}

function schedulingTrouble(pod: PodObject): PodTrouble | undefined {
	const scheduled = podCondition(pod, 'PodScheduled');
	if (scheduled?.status !== 'False') return undefined;
	const detail = withoutPreemption(scheduled.message ?? '');
	if (scheduled.reason === 'SchedulingGated')
		return trouble('gated', '', '', 'held back by a scheduling gate');
	return trouble('unschedulable', '', detail, `unschedulable${detail && `: ${detail}`}`);
}

/** A scheduler says twice that no node will do: once for free room, once for room made by preemption. */
function withoutPreemption(message: string): string {
	const end = message.indexOf(' preemption: ');
	const kept = end === -1 ? message : message.slice(0, end);
	return kept.replace(/[.,]?( no new claims to deallocate[.,]?)?$/, '');
}

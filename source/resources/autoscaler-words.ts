import {conditionIn} from './conditions.ts';
import type {HorizontalPodAutoscalerRow} from './horizontalpodautoscalers.ts';

/** One reason why an autoscaler is where it is, as a sentence. */
export type AutoscalerReason = {readonly says: string; readonly isHindrance: boolean};

/** What an autoscaler does or why it does nothing, in words: what it measures against its target, and what holds it back. */
export function autoscalerReasons(row: HorizontalPodAutoscalerRow): readonly AutoscalerReason[] {
	const {targets, wanted, replicas, min, max} = row;
	const measured =
		targets.length === 0 ? 'It has no target.' : `Measured against target: ${targets.join(', ')}.`;
	const reasons = [active(row), able(row), limited(row)].filter(each => each !== undefined);
	const wants =
		wanted === replicas
			? `It has ${replicas} and wants no other number, between ${min} and ${max}.`
			: `It has ${replicas} and wants ${wanted}, between ${min} and ${max}.`;
	return [{says: `${measured} ${wants}`, isHindrance: false}, ...reasons];
}

function active({conditions}: HorizontalPodAutoscalerRow): AutoscalerReason | undefined {
	const condition = conditionIn(conditions, 'ScalingActive');
	if (condition === undefined || condition.status === 'True') return undefined;
	const {reason, message} = condition;
	if (reason === 'ScalingDisabled')
		return {
			says: 'It does not scale: its target was scaled to 0, which switches it off until somebody scales it up.',
			isHindrance: false,
		};
	const what = reason.startsWith('FailedGet')
		? 'it gets no figures to go by, so it leaves the number as it is'
		: reason === 'InvalidMetricSourceType'
			? 'one of its metrics is none that it knows'
			: reason === 'InvalidSelector'
				? 'its target does not say which pods are its own'
				: reason;
	return {says: `It does not scale: ${what}${told(message)}`, isHindrance: true};
}

function able({conditions}: HorizontalPodAutoscalerRow): AutoscalerReason | undefined {
	const condition = conditionIn(conditions, 'AbleToScale');
	if (condition === undefined) return undefined;
	const {status, reason, message} = condition;
	if (status !== 'True') {
		const what = reason.startsWith('Backoff')
			? 'it scaled a moment ago, and waits'
			: reason === 'FailedGetScale'
				? 'its target is not there, or cannot be scaled'
				: reason === 'FailedUpdateScale'
					? 'the number it wants was refused'
					: reason;
		return {says: `It cannot scale now: ${what}${told(message)}`, isHindrance: true};
	}
	if (reason === 'ScaleDownStabilized')
		return {
			says: 'It would scale down, and waits: within its stabilization window more pods were needed.',
			isHindrance: false,
		};
	return reason === 'ScaleUpStabilized'
		? {
				says: 'It would scale up, and waits: within its stabilization window fewer pods were enough.',
				isHindrance: false,
			}
		: undefined;
}

function limited({conditions, min, max}: HorizontalPodAutoscalerRow): AutoscalerReason | undefined {
	const condition = conditionIn(conditions, 'ScalingLimited');
	if (condition?.status !== 'True') return undefined;
	switch (condition.reason) {
		case 'TooManyReplicas':
			return {
				says: `It would go beyond its maximum of ${max}: only a higher one lets it.`,
				isHindrance: true,
			};
		case 'TooFewReplicas':
			return {says: `It would go below its minimum of ${min}, and stays there.`, isHindrance: false};
		case 'ScaleUpLimit':
			return {says: 'It goes up in steps: no more pods may be added in this period.', isHindrance: false};
		case 'ScaleDownLimit':
			return {
				says: 'It goes down in steps: no more pods may be taken away in this period.',
				isHindrance: false,
			};
		default:
			return {says: `It is limited: ${condition.reason}${told(condition.message)}`, isHindrance: true};
	}
}

function told(message: string): string {
	return message === '' ? '.' : ` (${message.replace(/\.$/, '')}).`;
}

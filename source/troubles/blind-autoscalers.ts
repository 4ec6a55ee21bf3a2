import {conditionIn} from '../resources/conditions.ts';
import {type Cause, objectOf, sayEvidence, withoutDot} from './trouble.ts';

/** The first minutes of an autoscaler pass before there are figures. */
const patienceMs = 120_000;

/** Autoscalers that can't read what they go by, or can't write what they scale: the number of pods stays as it is. */
export const blindAutoscalers: Cause = ({autoscalers, now}) =>
	(autoscalers ?? []).flatMap(row => {
		const failed = ['AbleToScale', 'ScalingActive']
			.map(type => conditionIn(row.conditions, type))
			.find(found => found?.status === 'False' && found.reason !== 'ScalingDisabled');
		if (failed === undefined || now - (failed.since ?? row.created) < patienceMs) return [];
		const cannot = failed.type === 'AbleToScale' ? "can't scale" : "doesn't know how busy";
		const is = failed.type === 'AbleToScale' ? '' : ' is';
		return [
			{
				key: `blind ${row.uid}`,
				severity: 'warning',
				says: `Autoscaler ${row.name} ${cannot} ${row.reference.kind} ${row.reference.name}${is}: ${withoutDot(failed.message) || failed.reason}`,
				fact: `${sayEvidence(`${failed.type} is False`, failed.reason)} It stays at ${row.replicas} pods.`,
				hint: failed.reason.startsWith('FailedGet')
					? 'Without figures from metrics.k8s.io it does nothing.'
					: undefined,
				about: objectOf('horizontalpodautoscalers', row),
				count: 1,
				since: failed.since ?? row.created,
			},
		];
	});

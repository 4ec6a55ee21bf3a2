import {parseDuration} from '../headless/duration.ts';
import {mostArmMs} from '../model/arming.ts';
import type {Json} from '../model/json.ts';
import {type MetricsSetting, metricsSetting} from './metrics-settings.ts';
import {faultAt, flag, type Setting, sayWhose} from './setting.ts';

/** What an operator may settle for one context. */
export type ContextConfiguration = {
	/** `local` and `staging` ask for a key before a write, `production` for a word. Unclassified contexts count as production, loopback as local. */
	readonly class?: (typeof classes)[number];
	readonly readOnly?: boolean;
	/** Whether writes wait for `:arm`; where left out they do in production alone. */
	readonly arm?: boolean;
	/** How long `:arm` lasts where no time is typed: `30m`. */
	readonly armFor?: string;
	/** Every change needs a reason in the operator's words. */
	readonly reason?: 'required';
	/** Each change is announced as an Event on what it wrote. */
	readonly events?: boolean;
	/** Where to measure: `off`, or what to ask. */
	readonly metrics?: MetricsSetting;
};

const classes = ['local', 'staging', 'production'] as const;

export const contextSettings: readonly Setting[] = [
	{
		name: 'class',
		faultsIn: (value, place) =>
			(classes as readonly unknown[]).includes(value)
				? []
				: [
						faultAt(
							place,
							`${sayWhose(place)} must be local, staging or production`,
							'Write one of the three, or leave it out.',
						),
					],
	},
	flag('readOnly'),
	flag('arm'),
	{
		name: 'armFor',
		faultsIn: (value, place) =>
			durationIn(value) === undefined
				? [
						faultAt(
							place,
							`${sayWhose(place)} must be a time from 1m to ${mostArmMs / 3_600_000}h`,
							'Write it like 30m.',
						),
					]
				: [],
	},
	{
		name: 'reason',
		faultsIn: (value, place) =>
			value === 'required'
				? []
				: [faultAt(place, `${sayWhose(place)} must be required`, 'Write required, or leave it out.')],
	},
	flag('events'),
	metricsSetting,
];

/** Milliseconds that an arming may last; undefined where the value is no such time. */
export function durationIn(value: Json | undefined): number | undefined {
	const ms = typeof value === 'string' && /[mh]$/.test(value) ? parseDuration(value) : undefined;
	return ms !== undefined && ms >= 60_000 && ms <= mostArmMs ? ms : undefined;
}

import type {Refusal} from '../../model/plan.ts';
import type {Ref} from '../../model/ref.ts';
import type {Lever} from '../engine.ts';
import {refuse, sayCommand} from '../plain-plan.ts';
import {moveTo, stagesTo, whyNotMoved} from './moves.ts';
import {type Argo, readArgo} from './status.ts';

/** To any step, forward or back. */
export const jump: Lever = (object, {ref}, {step}) => {
	const argo = readArgo(object);
	const refusal = whyNotMoved(argo, ref) ?? noSuchStep(argo, ref, step);
	return refusal ?? moveTo(argo, ref, stagesTo(argo, step! - 1), 'jump', step! - 1);
};

function noSuchStep(argo: Argo, ref: Ref, step: number | undefined): Refusal | undefined {
	const {steps} = argo;
	if (argo.blueGreen || steps.length === 0) {
		return refuse('no-lever', ref, 'has no steps to jump to.', `Promote it: ${sayCommand('promote', ref)}`);
	}
	if (step === undefined || !Number.isInteger(step) || step < 1 || step > steps.length) {
		return refuse('usage', ref, `has no step ${step}.`, `It has ${steps.length} steps, from 1 on.`);
	}
	return step - 1 === argo.stepIndex
		? refuse('nothing-to-do', ref, `is at step ${step} already.`)
		: undefined;
}

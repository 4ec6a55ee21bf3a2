import {whyDenied} from '../../store/rights.ts';
import type {Binding} from '../binding.ts';
import {changeBindings} from './change.ts';
import {formBindings} from './form.ts';
import {intoPodBindings} from './into-pods.ts';
import {jobBindings} from './jobs.ts';
import {holdBindings, leverBindings} from './levers.ts';
import {loginBindings} from './login.ts';
import {lookBindings} from './look.ts';
import {modelBindings} from './models.ts';
import {moveBindings} from './move.ts';
import {nodeBindings} from './nodes.ts';
import {notebookBindings} from './notebooks.ts';
import {ownerBindings} from './owners.ts';
import {previewBindings} from './preview.ts';
import {programBindings} from './program.ts';
import {rehearsalBindings} from './rehearsal.ts';
import {removeBindings} from './remove.ts';
import {sortBindings} from './sort.ts';
import {trafficBindings} from './traffic.ts';
import {trainedBindings} from './trained.ts';

/** What the server denies is the last reason: a key that means nothing here says that first. */
function withRights(binding: Binding): Binding {
	const {writes, whyDisabled} = binding;
	if (writes === undefined) return binding;
	return {...binding, whyDisabled: state => whyDisabled?.(state) ?? whyDenied(state, writes(state))};
}

/** The one table of keys, in the order of help. */
export const keymap: readonly Binding[] = [
	...trafficBindings,
	...modelBindings,
	...leverBindings,
	...changeBindings,
	...nodeBindings,
	...jobBindings,
	...intoPodBindings,
	...notebookBindings,
	...removeBindings,
	...formBindings,
	...trainedBindings,
	...holdBindings,
	...ownerBindings,
	...lookBindings,
	...sortBindings,
	...moveBindings,
	...previewBindings,
	...rehearsalBindings,
	...loginBindings,
	...programBindings,
].map(withRights);

import type {Binding} from '../binding.ts';
import {changeBindings} from './change.ts';
import {holdBindings, leverBindings} from './levers.ts';
import {loginBindings} from './login.ts';
import {lookBindings} from './look.ts';
import {moveBindings} from './move.ts';
import {ownerBindings} from './owners.ts';
import {previewBindings} from './preview.ts';
import {programBindings} from './program.ts';
import {rehearsalBindings} from './rehearsal.ts';
import {sortBindings} from './sort.ts';
import {trafficBindings} from './traffic.ts';

/** The one table of keys, in the order of help. */
export const keymap: readonly Binding[] = [
	...trafficBindings,
	...leverBindings,
	...changeBindings,
	...holdBindings,
	...ownerBindings,
	...lookBindings,
	...sortBindings,
	...moveBindings,
	...previewBindings,
	...rehearsalBindings,
	...loginBindings,
	...programBindings,
];

import {empty} from './empty.ts';
import {shop} from './shop.ts';
import type {World} from './world.ts';

export const worlds: Readonly<Record<string, World>> = {shop, empty};

import {inject} from 'vitest';
import {abortLed} from './led-abort.ts';

const {admin, tester = admin} = inject('kubeconfigs');

abortLed('real plane', async () => ({engine: admin, operator: tester, stop: async () => {}}));

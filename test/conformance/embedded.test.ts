import {afterAll} from 'vitest';
import {type Demo, startDemo} from '../../source/demo/start.ts';
import {connect} from './connection.ts';
import {conformance} from './suite.ts';

let demo: Promise<Demo> | undefined;

// Time runs faster, so that waiting for pods does not take long.
conformance('the embedded cluster', async () => {
	demo ??= startDemo({scenario: 'empty', speed: 8});
	return connect((await demo).kubeconfig);
});

afterAll(async () => (await demo)?.stop());

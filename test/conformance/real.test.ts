import {inject} from 'vitest';
import {connect} from './connection.ts';
import {conformance} from './suite.ts';

conformance('a real control plane', async () => connect(inject('kubeconfigs').admin));

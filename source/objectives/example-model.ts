/**
 * What is trained and served where nobody says otherwise: a classifier of
 * scikit-learn on data that it makes up itself, so that the whole way from a
 * training to two versions that answer differently can be tried as it is.
 */
import {answering, carriedBy} from './carried-script.ts';
import {creditCommand, creditServing} from './credit-model.ts';

const carried = carriedBy('EXAMPLE');

export const exampleCommand = carried.command;

/** It has scikit-learn and joblib. */
export const exampleImage = 'quay.io/jupyter/scipy-notebook';

/** Another SEED is other data, and another model. */
const training = `import json, os
import joblib
from sklearn.datasets import make_classification
from sklearn.linear_model import SGDClassifier

seed, epochs = int(os.environ.get('SEED', 1)), int(os.environ.get('EPOCHS', 10))
x, y = make_classification(2000, n_features=4, random_state=seed)
model = SGDClassifier(loss='log_loss', random_state=seed)
for epoch in range(1, epochs + 1):
    model.partial_fit(x[:1500], y[:1500], classes=[0, 1])
    accuracy = round(model.score(x[1500:], y[1500:]), 3)
    print(f'epoch {epoch}/{epochs} accuracy {accuracy}', flush=True)
joblib.dump(model, os.path.join(os.environ['MODEL_DIR'], 'model.joblib'))
print(json.dumps({'accuracy': accuracy, 'seed': seed}), flush=True)
`;

/** GET says which model it is; POST of a list of rows of four numbers says how likely each of them is a 1. */
const serving = `import http.server, json, os, signal, sys
import joblib

model = joblib.load(os.path.join(os.environ['MODEL_DIR'], 'model.joblib'))
name = os.environ['MODEL_NAME']

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({'model': name})

    def do_POST(self):
        rows = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        likely = model.predict_proba(rows)[:, 1].round(4).tolist()
        self.answer({'model': name, 'predictions': likely})

${answering}`;

/** The variable with the script that trains, where the command runs it. */
export const trainingScript = (command: string | undefined) => carried.carrying(command, training);

/** The same of the one that serves. */
export const servingScript = (command: string | undefined) => [
	...carried.carrying(command, serving),
	...creditServing(command),
];

/** Whether the command runs a script of ours, whose model is served by another. */
export function isExample(command: string | undefined): boolean {
	return command === exampleCommand || command === creditCommand;
}

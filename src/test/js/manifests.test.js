import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { COMPONENTS, OVERLAYS, complaints, composed, isOurs, missing, overlay, parsed, read, rendered, root } from './manifests.js';
import { output } from './tools.js';

/** A cluster with its operators would accept deploy/, as far as this can be tested without a cluster. */
const options = { skip: missing, timeout: 120_000 };
const HEADER = read('kubernetes.yaml').match(/^(?:#.*\n)*/)[0];

const every = missing ? {} : Object.fromEntries([
  ...OVERLAYS.map((name) => [name, overlay(name)]),
  ...COMPONENTS.map((name) => [name, composed(name)]),
]);
const all = Object.entries(every).flatMap(([name, resources]) => resources.map((resource) => ({ name, resource })));
const of = (resources, kind, name = 'websocket-service') =>
  resources.find((resource) => resource.kind === kind && resource.metadata.name.startsWith(name));
/** All objects in a value, including the value. */
const objects = (value) =>
  value !== null && typeof value === 'object' ? [value, ...Object.values(value).flatMap(objects)] : [];

test('kubernetesYamlIsTheBaseAsKustomizeRendersIt', options, () => {
  const expected = HEADER + rendered(`${root}deploy/base`);
  const path = `${output('deploy')}kubernetes.yaml`;
  writeFileSync(path, expected);
  assert.ok(read('kubernetes.yaml') === expected, `deploy/base has changed: cp ${path.slice(root.length)} kubernetes.yaml`);
});

test('theSchemasHaveNothingAgainstAnyManifest', options, async () => {
  for (const [name, resources] of Object.entries(every)) assert.ok(resources.length > 2, name);
  const different = new Map(all.map(({ resource }) => [JSON.stringify(resource), resource]));
  assert.deepEqual(await complaints([...different.values()]), []);
});

test('theComponentsGoTogether', options, async () => {
  const together = composed(...COMPONENTS.filter((name) => name !== 'hpa'));
  assert.deepEqual(await complaints(together), []);
  const names = together.map(({ kind, metadata }) => `${kind} ${metadata.name}`);
  assert.equal(new Set(names).size, names.length);
});

/** Each kind with a typical human mistake. A mistake that is not found here would not be found at all. */
const MISTAKES = [
  ['base', 'Deployment', (it) => (it.spec.template.spec.containers[0].readinesProbe = {})],
  ['base', 'Deployment', (it) => (it.spec.template.spec.terminationGracePeriodSeconds = '60')],
  ['base', 'Deployment', (it) => delete it.spec.selector],
  ['base', 'Service', (it) => (it.spec.ports[0].targetport = 'http')],
  ['base', 'PodDisruptionBudget', (it) => (it.spec.unhealthyPodEviction = 'AlwaysAllow')],
  ['base', 'NetworkPolicy', (it) => (it.spec.ingress[0].port = [])],
  ['base', 'ServiceAccount', (it) => (it.automountToken = false)],
  ['base', 'ConfigMap', (it) => (it.data.MANAGEMENT_PORT = 9005)],
  ['hpa', 'HorizontalPodAutoscaler', (it) => (it.spec.behavior.scaleDown.stabilisationWindowSeconds = 1)],
  ['gateway-api', 'HTTPRoute', (it) => (it.spec.rules[0].timeouts.idle = '0s')],
  ['gateway-api', 'HTTPRoute', (it) => (it.spec.rules[0].timeouts.request = '5 minutes')],
  ['keda', 'ScaledObject', (it) => (it.spec.maxReplicas = 10)],
  ['monitoring', 'PodMonitor', (it) => (it.spec.podMetricsEndpoints[0].intervall = '15s')],
  ['monitoring', 'PrometheusRule', (it) => (it.spec.groups[0].rules[0].expression = 'up')],
  ['dapr', 'Component', (it) => (it.scope = [])],
  ['dapr', 'Resiliency', (it) => (it.spec.policies.retries['until-taken'].initialInterval = '200ms')],
  ['dapr', 'Subscription', (it) => delete it.spec.pubsubname],
  ['open-liberty-operator', 'OpenLibertyApplication', (it) => (it.spec.lifecycle = {})],
];

test('aMistakeInEachKindIsFound', options, async () => {
  const wrong = MISTAKES.map(([name, kind, mistake], i) => {
    const copy = structuredClone(every[name].find((resource) => resource.kind === kind));
    mistake(copy);
    copy.metadata.name = `mistake-${i}`;
    return copy;
  });
  const lines = await complaints(wrong);
  const unnoticed = wrong.filter(({ metadata }) => !lines.some((line) => line.includes(` ${metadata.name}:`)));
  assert.deepEqual(unnoticed.map(({ kind, metadata }) => `${kind} ${metadata.name}`), []);
  const kinds = new Set(all.filter(({ resource }) => isOurs(resource)).map(({ resource }) => resource.kind));
  kinds.delete('Namespace');
  assert.deepEqual(new Set(wrong.map(({ kind }) => kind)), kinds, 'each kind has one');
});

/** At each place that is an object, in each kind. */
test('aFieldThatNobodyKnowsIsFoundWhereverItStands', { ...options, timeout: 300_000 }, async () => {
  const places = new Map();
  const visit = (resource, value, path) => {
    if (value === null || typeof value !== 'object') return;
    const name = [resource.kind, ...path.filter((key) => Number.isNaN(Number(key)))].join('.');
    if (!Array.isArray(value) && !places.has(name)) places.set(name, { resource, path });
    for (const [key, each] of Object.entries(value)) visit(resource, each, [...path, key]);
  };
  for (const { resource } of all.filter(({ resource }) => isOurs(resource))) visit(resource, resource, []);
  const changed = [...places].map(([name, { resource, path }], i) => {
    const copy = structuredClone(resource);
    path.reduce((value, key) => value[key], copy).nobodyKnows = true;
    copy.metadata.name = `place-${i}`;
    return { name, copy };
  });
  assert.ok(changed.length > 150, `${changed.length} places`);
  const lines = await complaints(changed.map(({ copy }) => copy));
  const found = new Set(lines.map((line) => line.match(/ (place-\d+):/)?.[1]));
  assert.deepEqual(changed.filter(({ copy }) => !found.has(copy.metadata.name)).map(({ name }) => name), []);
});

test('theBaseHasWhatAClusterNeedsOfIt', options, () => {
  const kinds = every.base.map(({ kind, metadata }) => `${kind} ${kind === 'ConfigMap' ? metadata.name.replace(/-\w+$/, '') : metadata.name}`);
  assert.deepEqual(kinds.sort(), [
    'ConfigMap websocket-service', 'Deployment websocket-service', 'Namespace todo-app', 'NetworkPolicy websocket-service',
    'PodDisruptionBudget websocket-service', 'Service websocket-service', 'Service websocket-service-management',
    'ServiceAccount websocket-service',
  ]);
  assert.equal(of(every.base, 'PodDisruptionBudget').spec.unhealthyPodEvictionPolicy, 'AlwaysAllow');
  const headless = of(every.base, 'Service', 'websocket-service-management').spec;
  assert.deepEqual([headless.clusterIP, headless.publishNotReadyAddresses], ['None', true]);
  const pod = of(every.base, 'Deployment').spec.template.spec;
  const spread = pod.topologySpreadConstraints.map(({ topologyKey }) => topologyKey);
  assert.deepEqual(spread, ['topology.kubernetes.io/zone', 'kubernetes.io/hostname']);
  const [container] = pod.containers;
  const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) => container[probe].httpGet.path);
  assert.deepEqual(paths, ['/health/started', '/health/live', '/health/ready']);
  // The drain answers once no endpoint leads here and devices have gone: DrainTest, DeployTimesTest.
  assert.equal(container.lifecycle.preStop.exec.command.at(-1), 'http://127.0.0.1:8006/drain');
  assert.deepEqual(of(every.base, 'NetworkPolicy').spec.ingress.map(({ ports: [{ port }], from }) => [port, !from]), [[8005, true], [9005, false]]);
});

test('noManifestHasASecret', options, () => {
  for (const { name, resource } of all) {
    assert.notEqual(resource.kind, 'Secret', name);
    const said = [...Object.entries(resource.data ?? {}), ...objects(resource).filter((it) => 'value' in it && it.name).map((it) => [it.name, it.value])];
    for (const [key, value] of said) {
      assert.doesNotMatch(key, /secret|password|jaas|token$|_key$/i, `${name}: ${key} belongs into a secret`);
      assert.doesNotMatch(String(value), /password=|BEGIN |eyJ/, `${name}: ${key}`);
    }
  }
});

test('podsAreAsSafeAsTheyCanBe', options, () => {
  for (const { name, resource } of all.filter(({ resource: { kind } }) => kind === 'Deployment')) {
    const pod = resource.spec.template.spec;
    assert.equal(pod.automountServiceAccountToken, false, name);
    assert.equal(pod.securityContext.runAsNonRoot, true, name);
    assert.ok(pod.securityContext.runAsUser > 0, name);
    assert.deepEqual(pod.securityContext.seccompProfile, { type: 'RuntimeDefault' }, name);
    assert.equal(pod.hostNetwork ?? pod.hostPID ?? pod.hostIPC, undefined, name);
    for (const container of pod.containers) isContained(container, name);
  }
  isContained(of(every['open-liberty-operator'], 'OpenLibertyApplication').spec, 'open-liberty-operator');
  const application = of(every['open-liberty-operator'], 'OpenLibertyApplication').spec;
  assert.equal(application.securityContext.runAsNonRoot, true);
  assert.deepEqual(application.securityContext.seccompProfile, { type: 'RuntimeDefault' });
  assert.equal(application.serviceAccount.mountToken, false);
});

function isContained({ securityContext, resources, volumeMounts }, name) {
  assert.equal(securityContext.allowPrivilegeEscalation, false, name);
  assert.equal(securityContext.readOnlyRootFilesystem, true, name);
  assert.deepEqual(securityContext.capabilities, { drop: ['ALL'] }, name);
  assert.ok(resources.limits.memory, name);
  assert.deepEqual(['/opt/ol/wlp/output', '/logs', '/tmp'].filter((path) => !volumeMounts.some((it) => it.mountPath === path)), []);
}

test('theImageHasTheVersionOfTheBuildAndAnOverlaySaysWhereItIs', options, () => {
  const version = read('pom.xml').match(/<artifactId>taskcast<\/artifactId>\s*<version>(.+?)<\/version>/)[1];
  const image = (resources) => of(resources, 'Deployment').spec.template.spec.containers[0].image;
  assert.equal(image(every.base), `taskcast:${version}`);
  assert.equal(image(every.production), `registry.example.com/taskcast:${version}`);
  assert.equal(of(every['open-liberty-operator'], 'OpenLibertyApplication').spec.applicationImage, `taskcast:${version}`);
});

test('everyNameInAResourceExists', options, () => {
  for (const [name, resources] of Object.entries(every)) {
    const deployment = of(resources, 'Deployment');
    if (!deployment) continue;
    const { metadata: { labels }, spec: pod } = deployment.spec.template;
    const [container] = pod.containers;
    const ports = container.ports.map((port) => port.name);
    const isOurs = (selector) => Object.entries(selector).every(([key, value]) => labels[key] === value);
    assert.ok(isOurs(deployment.spec.selector.matchLabels), name);
    for (const { kind, spec } of resources) {
      if (kind === 'Service') assert.ok(isOurs(spec.selector) && spec.ports.every((port) => ports.includes(port.targetPort)), name);
      if (kind === 'PodDisruptionBudget' || kind === 'PodMonitor') assert.ok(isOurs(spec.selector.matchLabels), `${name} ${kind}`);
      if (kind === 'NetworkPolicy') assert.ok(isOurs(spec.podSelector.matchLabels), name);
      if (kind === 'PodMonitor') assert.ok(ports.includes(spec.podMetricsEndpoints[0].port), name);
      if (kind === 'HTTPRoute') spec.rules.forEach((rule) => assert.ok(of(resources, 'Service', rule.backendRefs[0].name), name));
      if (kind === 'ScaledObject' || kind === 'HorizontalPodAutoscaler') {
        assert.equal(spec.scaleTargetRef.name, deployment.metadata.name);
        assert.equal(deployment.spec.replicas, undefined, `${name}: an apply would undo the scaler's number`);
        assert.equal(spec.minReplicaCount ?? spec.minReplicas, 2, `${name}: two replicas for a deploy without a pause`);
      }
    }
    assert.equal(container.envFrom[0].configMapRef.name, of(resources, 'ConfigMap').metadata.name, name);
    assert.deepEqual(container.volumeMounts.map((it) => it.name).sort(), pod.volumes.map((it) => it.name).sort(), name);
    for (const probe of ['startupProbe', 'livenessProbe', 'readinessProbe']) assert.ok(ports.includes(container[probe].httpGet.port));
    assert.ok(resources.every(({ kind, metadata }) => metadata.namespace === 'todo-app' || kind === 'Namespace'), name);
  }
});

test('otherSettingsAreAnotherConfigMapSoReplicasAreRolled', options, () => {
  const names = ['base', 'strimzi', 'production'].map((name) => of(every[name], 'ConfigMap').metadata.name);
  assert.equal(new Set(names).size, 3);
});

test('theRuleOfTheOperatorHasTheAlertsOfTheFile', options, () => {
  const [{ groups }] = parsed(read('deploy/monitoring/rules.yaml'));
  assert.deepEqual(of(every.monitoring, 'PrometheusRule').spec.groups, groups);
});

test('aScrapeIsNamedAsTheAlertsKnowItAndHappensOnce', options, () => {
  const { relabelings } = of(every.monitoring, 'PodMonitor').spec.podMetricsEndpoints[0];
  assert.ok(relabelings.some((it) => it.targetLabel === 'job' && it.replacement === 'taskcast'));
  assert.match(read('deploy/monitoring/rules.yaml'), /up\{job="taskcast"\}/);
  assert.deepEqual(of(every.monitoring, 'Deployment').spec.template.metadata.annotations ?? {}, {});
});

test('theScalersQueriesAreThoseThatAreTested', options, () => {
  const { triggers } = of(every.keda, 'ScaledObject').spec;
  const [{ tests: [{ promql_expr_test: tested }] }] = parsed(read('deploy/keda/tests.yaml'));
  assert.deepEqual(triggers.map(({ metadata }) => metadata.query), tested.map(({ expr }) => expr));
});

test('scalersAddQuicklyAndTakeAwaySlowly', options, () => {
  const behaviors = [
    of(every.hpa, 'HorizontalPodAutoscaler').spec.behavior,
    of(every.keda, 'ScaledObject').spec.advanced.horizontalPodAutoscalerConfig.behavior,
  ];
  for (const { scaleUp, scaleDown } of behaviors) {
    assert.ok(scaleDown.stabilizationWindowSeconds >= 30 * 60);
    assert.deepEqual(scaleDown.policies, [{ type: 'Pods', value: 1, periodSeconds: 600 }]);
    assert.ok(scaleUp.stabilizationWindowSeconds <= 60);
  }
});

test('onlyWhatDevicesAndPublishersNeedIsRouted', options, () => {
  const routed = of(every['gateway-api'], 'HTTPRoute').spec.rules.flatMap(({ matches, timeouts }) =>
    matches.map(({ path, method }) => `${method ?? 'any'} ${path.type} ${path.value} ${timeouts.request}`));
  assert.deepEqual(routed, [
    'any Exact /ws 0s', 'GET Exact /events 0s', 'OPTIONS Exact /events 0s', 'POST Exact /events 30s', 'GET PathPrefix /client 30s']);
});

test('theOperatorOfOpenLibertyLeavesTheNetworkPolicyToTheBase', options, () => {
  const manifests = every['open-liberty-operator'];
  assert.deepEqual(of(manifests, 'OpenLibertyApplication').spec.networkPolicy, { disable: true });
  assert.deepEqual(of(manifests, 'NetworkPolicy').spec.ingress, of(every.base, 'NetworkPolicy').spec.ingress);
});

test('theSidecarOfDaprAsksNoKubernetesForSecrets', options, () => {
  const { metadata, spec } = of(every.dapr, 'Deployment').spec.template;
  assert.equal(spec.automountServiceAccountToken, false);
  assert.equal(metadata.annotations['dapr.io/disable-builtin-k8s-secret-store'], 'true');
});

test('theReadmesLinesMakeWhatTheManifestsAskFor', options, () => {
  const [{ valueFrom: { secretKeyRef: { name, key } } }] = of(every.base, 'Deployment').spec.template.spec.containers[0].env;
  for (const path of ['README.md', 'docs/kubernetes.md']) {
    const text = read(path);
    const [, from, to] = text.match(/sed 's\|(.+?)\|(.+?)\|' kubernetes.yaml \| kubectl apply -f -/);
    const applied = parsed(read('kubernetes.yaml').replaceAll(from, to));
    const { image } = of(applied, 'Deployment').spec.template.spec.containers[0];
    assert.ok(text.includes(`podman build -t ${image} . && podman push ${image}\n`), `${path}: what is pushed is what is pulled`);
    assert.equal(applied[0].kind, 'Namespace', 'before what is in it');
    assert.ok(text.includes(`kubectl -n ${applied[0].metadata.name} create secret generic ${name} --from-literal=${key}=`), path);
  }
});

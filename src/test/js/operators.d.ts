/**
 * What deploy/ uses of kinds whose schemas are in no package that npm or Maven has: Dapr 1.18 and the Open Liberty operator 1.6.
 * Written from their CustomResourceDefinitions; a field that deploy/ does not use is missing here.
 *
 * @module
 */
import type { IObjectMeta } from '@kubernetes-models/apimachinery/apis/meta/v1/ObjectMeta';
import type { IEnvFromSource } from 'kubernetes-models/v1/EnvFromSource';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';

interface Kind<V extends string, K extends string> {
  apiVersion: V;
  kind: K;
  metadata: IObjectMeta;
}

export interface Component extends Kind<'dapr.io/v1alpha1', 'Component'> {
  spec: {
    type: string;
    version: string;
    metadata: { name: string; value?: unknown; secretKeyRef?: { name: string; key?: string }; envRef?: string }[];
    ignoreErrors?: boolean;
    initTimeout?: string;
  };
  auth?: { secretStore: string };
  scopes?: string[];
}

interface Policies {
  retry?: string;
  timeout?: string;
  circuitBreaker?: string;
}

export interface Resiliency extends Kind<'dapr.io/v1alpha1', 'Resiliency'> {
  spec: {
    policies: {
      retries?: Record<string, { policy?: string; duration?: string; maxInterval?: string; maxRetries?: number }>;
      timeouts?: Record<string, string>;
    };
    targets: { components?: Record<string, { inbound?: Policies; outbound?: Policies }> };
  };
  scopes?: string[];
}

export interface Subscription extends Kind<'dapr.io/v2alpha1', 'Subscription'> {
  spec: {
    pubsubname: string;
    topic: string;
    routes: { default?: string; rules?: { match: string; path: string }[] };
    deadLetterTopic?: string;
    bulkSubscribe?: { enabled: boolean; maxMessagesCount?: number; maxAwaitDurationMs?: number };
    metadata?: Record<string, string>;
  };
  scopes?: string[];
}

export interface OpenLibertyApplication extends Kind<'apps.openliberty.io/v1', 'OpenLibertyApplication'> {
  spec: {
    applicationImage: string;
    applicationName?: string;
    pullPolicy?: 'Always' | 'IfNotPresent' | 'Never';
    replicas?: number;
    manageTLS?: boolean;
    manageLTPA?: boolean;
    managePasswordEncryption?: boolean;
    disableServiceLinks?: boolean;
    serviceAccount?: { name?: string; mountToken?: boolean };
    deployment?: {
      updateStrategy?: {
        type?: 'RollingUpdate' | 'Recreate';
        rollingUpdate?: { maxUnavailable?: number | string; maxSurge?: number | string };
      };
    };
    service?: { type?: string; port?: number; portName?: string; ports?: IServicePort[] };
    networkPolicy?: { disable?: boolean; namespaceLabels?: Record<string, string>; fromLabels?: Record<string, string> };
    env?: IEnvVar[];
    envFrom?: IEnvFromSource[];
    probes?: { startup?: IProbe; liveness?: IProbe; readiness?: IProbe };
    resources?: IResourceRequirements;
    securityContext?: ISecurityContext;
    volumes?: IVolume[];
    volumeMounts?: IVolumeMount[];
  };
}

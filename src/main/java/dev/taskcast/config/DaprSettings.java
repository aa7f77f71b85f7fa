package dev.taskcast.config;

import java.util.Optional;

/**
 * What a Dapr sidecar is told, and what it must send.
 *
 * @param pubsub the name of the pub/sub component
 * @param topic the topic to subscribe to
 * @param subscribe whether the sidecar is told to subscribe; otherwise a subscription is declared to Dapr
 * @param apiToken what it has to send in {@code dapr-api-token}
 * @param trustNetwork whether the network admits only the sidecar, so that the gateway needs no such token
 */
public record DaprSettings(
        String pubsub, String topic, boolean subscribe, Optional<ApiToken> apiToken, boolean trustNetwork) {
    private static final String API_TOKEN = "taskcast.dapr.api-token";

    /** The settings {@code taskcast.dapr.*}. */
    public static DaprSettings read(SettingValues settings) {
        return new DaprSettings(
                settings.text("taskcast.dapr.pubsub"),
                settings.text("taskcast.dapr.topic"),
                settings.flag("taskcast.dapr.subscribe"),
                settings.optional(API_TOKEN).map(text -> ApiToken.of(API_TOKEN, text)),
                settings.flag("taskcast.dapr.trust-network"));
    }
}

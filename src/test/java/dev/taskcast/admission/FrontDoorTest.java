package dev.taskcast.admission;

import static dev.taskcast.config.ShippedSettings.settings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskcast.auth.Refusal;
import dev.taskcast.auth.Revocations;
import dev.taskcast.auth.TestKey;
import dev.taskcast.auth.TestToken;
import dev.taskcast.auth.TokenVerifier;
import dev.taskcast.config.ShippedSettings;
import dev.taskcast.config.SocketSettings;
import dev.taskcast.events.Revocation;
import dev.taskcast.harness.Fake;
import dev.taskcast.harness.SentRequest;
import dev.taskcast.log.TaskLog;
import dev.taskcast.sessions.Session;
import dev.taskcast.sessions.SessionRegistry;
import dev.taskcast.sessions.SessionThreads;
import dev.taskcast.sessions.Subscription;
import dev.taskcast.sessions.Transport;
import dev.taskcast.tracing.Tracing;
import dev.taskcast.wire.ClientFrame;
import dev.taskcast.wire.Filter;
import dev.taskcast.wire.TopicIdentity;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The way from a client's request to a session, or to a refusal, for sockets and streams. */
class FrontDoorTest {
    private static final String SECRET = "the secret that this test signs with";
    private static final InstantSource CLOCK =
            () -> Instant.parse("2026-01-01T12:00:00Z").plusSeconds(1);
    private static final ConnectRequest NOTHING = new ConnectRequest(
            Optional.empty(), Subscription.FROM_NOW, "192.0.2.1", Optional.empty(), Optional.empty());

    private final SessionThreads threads = SessionThreads.pooled(Thread::new, 16);
    private final TokenVerifier verifier = new TokenVerifier(
            settings()
                    .with("taskcast.mode", "production")
                    .with("BETTER_AUTH_SECRET", SECRET)
                    .auth(),
            CLOCK);
    private final TaskLog log = new TaskLog(settings().window(), CLOCK);
    private final SessionRegistry registry =
            new SessionRegistry(log, settings().session(), threads, CLOCK, new Revocations(), Tracing.OFF);
    private final Transport transport =
            Fake.of(Transport.class, (method, arguments) -> method.equals("close") ? null : true);
    private final ShippedSettings shipped = settings().with("taskcast.socket.max-per-address", 2);
    private final Admission admission = new Admission(shipped.socket(), shipped.session());
    private final FrontDoor door = door(shipped.socket());

    @AfterEach
    void end() {
        threads.close();
        verifier.close();
    }

    @ParameterizedTest
    @EnumSource(TokenSource.class)
    void aGoodTokenIsASessionHoweverItCame(TokenSource source) {
        caughtUp();
        ConnectRequest request = NOTHING.withToken(token("ada"), source);
        FrontDoor withUrl =
                door(shipped.with("taskcast.socket.query-token", true).socket());
        withUrl.enter(withUrl.permit(Carrier.SSE), request);
        assertThat(withUrl.open(request, Carrier.WEBSOCKET, transport).id()).isNotEmpty();
        assertThat(registry.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "WEBSOCKET,token in the URL is switched off: send it in the first frame",
        "SSE,token in the URL is switched off: send the header Authorization: Bearer"
    })
    void aTokenInTheUrlIsRefusedWhereThatIsSwitchedOff(Carrier carrier, String reason) {
        FrontDoor strict =
                door(shipped.with("taskcast.socket.query-token", false).socket());
        ConnectRequest inUrl = NOTHING.withToken(token("ada"), TokenSource.QUERY);
        refuses(Refusal.Kind.UNAUTHENTICATED, reason, () -> strict.enter(strict.permit(carrier), inUrl));
        strict.enter(strict.permit(carrier), NOTHING.withToken(token("ada"), TokenSource.HEADER));
    }

    @Test
    void aForeignPageIsRefusedBeforeItsTokenIsLookedAt() {
        ConnectRequest foreign = new ConnectRequest(
                Optional.empty(), Subscription.FROM_NOW, "", Optional.of("origin not allowed"), Optional.empty());
        refuses(Refusal.Kind.FORBIDDEN, "origin not allowed", () -> door.enter(door.permit(Carrier.SSE), foreign));
    }

    @Test
    void aUrlThatCannotBeUnderstoodIsRefusedForEveryWayIn() {
        Gate gate = GateFixture.gate(shipped.socket(), verifier);
        for (String query : List.of("event=a*", "channel=", "event=" + "e".repeat(257))) {
            ConnectRequest malformed =
                    gate.read(new SentRequest("192.0.2.1").query(query).asServlet());
            String reason = malformed.malformed().orElseThrow();
            for (Carrier carrier : Carrier.values()) {
                Permit permit = door.permit(carrier);
                refuses(Refusal.Kind.MALFORMED, reason, () -> door.enter(permit, malformed));
                permit.leave();
            }
        }
    }

    @Test
    void theLimitOfAnAddressCountsSocketsAndStreamsUntilTheyHaveEnded() {
        Permit socket = door.permit(Carrier.WEBSOCKET);
        door.enter(socket, NOTHING);
        door.enter(door.permit(Carrier.SSE), NOTHING);
        Permit third = door.permit(Carrier.SSE);
        refuses(
                Refusal.Kind.LIMIT,
                "no room: too many connections from your address",
                () -> door.enter(third, NOTHING));
        assertThat(admission.connections(Carrier.SSE))
                .as("the refused one is still there")
                .isEqualTo(2);
        third.leave();
        third.leave();
        assertThat(admission.connections(Carrier.SSE)).isEqualTo(1);
        socket.leave();
        assertThat(admission.connections(Carrier.WEBSOCKET)).isZero();
        door.enter(door.permit(Carrier.SSE), NOTHING);
    }

    @Test
    void aPermitThatIsGivenBackWaitsNoLonger() {
        Permit permit = door.permit(Carrier.WEBSOCKET);
        door.enter(permit, NOTHING);
        permit.waitForToken();
        assertThat(admission.unauthenticated()).isEqualTo(1);
        permit.leave();
        permit.stopWaiting();
        assertThat(admission.unauthenticated()).isZero();
    }

    @Test
    void withoutATokenThereIsNoSession() {
        caughtUp();
        refuses(Refusal.Kind.UNAUTHENTICATED, "token missing", () -> door.open(NOTHING, Carrier.WEBSOCKET, transport));
        refuses(
                Refusal.Kind.UNAUTHENTICATED,
                "token malformed",
                () -> door.open(NOTHING.withToken("a.b.c", TokenSource.HEADER), Carrier.WEBSOCKET, transport));
    }

    @Test
    void aReplicaThatIsStartingRefusesForNow() {
        refuses(
                Refusal.Kind.UNAVAILABLE,
                "starting: this replica is still reading the window",
                () -> door.open(NOTHING.withToken(token("ada"), TokenSource.HEADER), Carrier.WEBSOCKET, transport));
    }

    @Test
    void aRevokedTokenIsRememberedAsRefused() {
        caughtUp();
        String token = token("ada");
        registry.revoke(new Revocation("ada", CLOCK.instant().plusSeconds(1)));
        refuses(
                Refusal.Kind.FORBIDDEN,
                "token revoked",
                () -> door.open(NOTHING.withToken(token, TokenSource.HEADER), Carrier.WEBSOCKET, transport));
        assertThat(verifier.refusedLately(token)).isTrue();
    }

    @Test
    void theFirstFrameAddsToWhatTheRequestBrought() {
        ConnectRequest request = NOTHING.withCursor("of the URL");
        ConnectRequest silent = request.with(new ClientFrame.Auth("t", Optional.empty(), Set.of()));
        assertThat(silent.token()).hasValue(new ConnectRequest.Token("t", TokenSource.FIRST_FRAME));
        assertThat(silent.cursor()).hasValue("of the URL");
        assertThat(silent.batches()).isFalse();
        ConnectRequest telling = request.with(new ClientFrame.Auth("t", Optional.of("of the frame"), Set.of("batch")));
        assertThat(telling.cursor()).hasValue("of the frame");
        assertThat(telling.batches()).isTrue();
        assertThat(telling.subscription().filter())
                .isEqualTo(request.subscription().filter());
        Filter filter = Filter.of(List.of(), List.of("board:7"));
        ConnectRequest narrowing =
                request.with(new ClientFrame.Auth("t", Optional.empty(), Optional.of(filter), Set.of()));
        assertThat(narrowing.subscription().filter()).isEqualTo(filter);
        assertThat(telling.toString()).doesNotContain("frame\"", "of the");
    }

    @Test
    void theTokenOfTheFirstFrameGoesBeforeTheCookiesWhichTheFrameCanAskFor() {
        ConnectRequest request = NOTHING.withToken("of a cookie", TokenSource.COOKIE);
        assertThat(request.waitsForFrame()).isTrue();
        assertThat(NOTHING.waitsForFrame()).isTrue();
        assertThat(NOTHING.withToken("t", TokenSource.HEADER).waitsForFrame()).isFalse();

        ConnectRequest own = request.with(new ClientFrame.Auth("t", Optional.of("c"), Set.of("batch")));
        assertThat(own.token()).hasValue(new ConnectRequest.Token("t", TokenSource.FIRST_FRAME));
        ClientFrame.Auth asks = new ClientFrame.Auth(
                Optional.empty(),
                Optional.of("c"),
                Optional.of(Filter.of(List.of(), List.of("board:7"))),
                Set.of("batch"),
                Optional.of("board"));
        ConnectRequest cookies = request.with(asks);
        assertThat(cookies.token()).isEqualTo(request.token());
        assertThat(cookies.cursor()).hasValue("c");
        assertThat(cookies.batches()).isTrue();
        assertThat(cookies.client()).isEqualTo("board");
        assertThat(cookies.subscription().filter()).isEqualTo(Filter.of(List.of(), List.of("board:7")));
        assertThat(NOTHING.with(asks).token()).isEmpty();
    }

    @Test
    void aSessionGoesOnUnderANewerTokenOfItsUserOnly() {
        caughtUp();
        Session session = door.open(NOTHING.withToken(token("ada"), TokenSource.HEADER), Carrier.WEBSOCKET, transport);
        assertThat(door.renew(session, token("ada"))).isTrue();
        assertThat(door.renew(session, token("eve"))).isFalse();
        refuses(Refusal.Kind.UNAUTHENTICATED, "token malformed", () -> door.renew(session, "a.b.c"));
    }

    private FrontDoor door(SocketSettings socket) {
        return new FrontDoor(admission, verifier, registry, socket);
    }

    private void caughtUp() {
        log.open(TopicIdentity.of("a topic"), new long[1]);
        log.caughtUp();
    }

    private static String token(String user) {
        return new TestToken().claim("sub", user).signedWith(TestKey.secret("HS256", SECRET));
    }

    private static void refuses(Refusal.Kind kind, String reason, ThrowingCallable step) {
        assertThatThrownBy(step).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.kind()).isEqualTo(kind);
            assertThat(refusal.reason()).isEqualTo(reason);
        });
    }
}

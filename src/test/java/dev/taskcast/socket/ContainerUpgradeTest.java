package dev.taskcast.socket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskcast.harness.Fake;
import jakarta.inject.Inject;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import org.junit.jupiter.api.Test;

/**
 * Which handlers are created without the container's search. GateIT shows that the container's own handler is one of
 * them.
 */
class ContainerUpgradeTest {
    private final Request request = new Request();

    @Test
    void aHandlerWithNothingToInjectIsMadeAndEnteredIntoTheRequest() {
        Plain handler = ContainerUpgrade.handler(request, Plain.class).orElseThrow();

        assertThat(request.handler()).isSameAs(handler);
        assertThat(request.isUpgraded()).isTrue();
    }

    @Test
    void eachRequestHasAHandlerOfItsOwn() {
        Plain first = ContainerUpgrade.handler(request, Plain.class).orElseThrow();
        Request next = new Request();

        assertThat(ContainerUpgrade.handler(next, Plain.class).orElseThrow()).isNotSameAs(first);
        assertThat(request.handler()).isSameAs(first);
    }

    @Test
    void aHandlerThatMayHaveToBeInjectedIsLeftToTheContainer() {
        assertThat(ContainerUpgrade.handler(request, Injected.class)).isEmpty();
        assertThat(ContainerUpgrade.handler(request, InjectedBelow.class)).isEmpty();

        isUntouched();
    }

    @Test
    void aHandlerOfAnotherKindIsLeftToTheContainer() {
        assertThat(ContainerUpgrade.handler(request, OfAnotherKind.class)).isEmpty();

        isUntouched();
    }

    @Test
    void aRequestOfOtherClassesIsLeftToTheContainer() {
        ServletRequest other = Fake.of(ServletRequest.class, (method, arguments) -> null);

        assertThat(ContainerUpgrade.handler(other, Plain.class)).isEmpty();
    }

    private void isUntouched() {
        assertThat(request.handler()).isNull();
        assertThat(request.isUpgraded()).isFalse();
    }

    /** The container's type of handler. */
    private interface TransportConnectionUpgrade {}

    /** The fields that the container's request keeps. */
    private static class RequestBelow extends ServletRequestWrapper {
        private boolean upgradeCalledAndSuccessful;
        private HttpUpgradeHandler httpUpgradeHandlerObject;

        RequestBelow() {
            super(Fake.of(ServletRequest.class, (method, arguments) -> null));
        }

        boolean isUpgraded() {
            return upgradeCalledAndSuccessful;
        }

        HttpUpgradeHandler handler() {
            return httpUpgradeHandlerObject;
        }
    }

    private static final class Request extends RequestBelow {}

    private static class OfAnotherKind implements HttpUpgradeHandler {
        @Override
        public void init(WebConnection connection) {}

        @Override
        public void destroy() {}
    }

    /** A handler without injection. */
    public static final class Plain extends OfAnotherKind implements TransportConnectionUpgrade {
        /** The container needs it. */
        public Plain() {}
    }

    /** A handler with injection. */
    public static class Injected extends OfAnotherKind implements TransportConnectionUpgrade {
        @Inject
        Object something;

        /** The container needs it. */
        public Injected() {}
    }

    /** A handler whose superclass has injection. */
    public static final class InjectedBelow extends Injected implements TransportConnectionUpgrade {
        /** The container needs it. */
        public InjectedBelow() {}
    }
}

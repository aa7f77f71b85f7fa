/**
 * A library with a SASL mechanism for Kafka's clients, in place of the one for MSK. The test packs it as a server's
 * library.
 */
package dev.taskcast.library;

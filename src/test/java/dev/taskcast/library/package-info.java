/** A library that brings a mechanism of SASL to Kafka's clients, in place of the one for MSK: a jar of it is a server's library. */
package dev.taskcast.library;

/** The server's page, driven in Chromium as a person would. */
@org.jspecify.annotations.NullMarked
package vtp.browser;

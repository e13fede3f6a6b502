/** What a program gets in place of config that only a passphrase would open, where it asks for plain text. */
export const secretText = "[secret config, which only the Pulumi CLI decrypts]";

#!/usr/bin/perl
# SPDX-License-Identifier: MIT
#
# kubelet-match.pl IMAGE < SECRETS - which passwords kubelet tries for an image, in its order, one a line
#
# SECRETS are docker configs, one a line: all pull secrets of a pod. As k8s.io/kubernetes pkg/credentialprovider
# (keyring.go) has it: the keys of all of them stand in one index in reverse byte order, so that of two which match
# the longer path comes first. A key matches an image of the same port, as many host labels, each matching as a
# glob, and a path that begins with the key's, byte by byte.
use strict;
use warnings;
use JSON::PP;
use MIME::Base64;

sub parts {
	my ($authority, $path) = $_[0] =~ m{^([^/]*)(.*)$}s;
	my ($host, $port) = $authority =~ /^(.*?)(?::(\d+))?$/;
	return ([split /\./, $host, -1], $port // '', $path);
}

sub label_matches {
	my ($glob, $label) = @_;
	my $regex = join '', map { $_ eq '*' ? '.*' : $_ eq '?' ? '.' : quotemeta } split //, $glob;
	return $label =~ /^$regex$/;
}

sub matches {
	my ($key_host, $key_port, $key_path) = parts($_[0]);
	my ($host, $port, $path) = parts($_[1]);
	return 0 if $key_port ne $port || @$key_host != @$host || index($path, $key_path) != 0;
	label_matches($key_host->[$_], $host->[$_]) || return 0 for 0 .. $#$host;
	return 1;
}

# https://host/v1/ and https://host/v2/ mean the host.
sub index_key {
	my $key = shift;
	$key =~ s{^https?://}{};
	$key =~ s{^([^/]*)/v[12](/.*)$}{$1$2};
	$key =~ s{^([^/]*)/$}{$1};
	return $key;
}

my $image = shift;
my %index;
while (my $secret = <STDIN>) {
	my $auths = decode_json($secret)->{auths};
	push @{ $index{ index_key($_) } }, decode_base64($auths->{$_}{auth}) =~ s/^[^:]*://r for sort keys %$auths;
}
for my $key (reverse sort keys %index) {
	print "$_\n" for matches($key, $image) ? @{ $index{$key} } : ();
}

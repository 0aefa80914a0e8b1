//! Requests to services other than S3, and what IAM is asked about them.

use crate::case::check_file;

#[test]
fn dynamodb() {
    check_file("dynamodb", "dynamodb.txt", 60);
}

#[test]
fn sqs() {
    check_file("sqs", "sqs.txt", 30);
}

#[test]
fn sns() {
    check_file("sns", "sns.txt", 30);
}

#[test]
fn cloudwatch() {
    check_file("monitoring", "cloudwatch.txt", 20);
}

#[test]
fn logs() {
    check_file("logs", "logs.txt", 20);
}

#[test]
fn ecr() {
    check_file("ecr", "ecr.txt", 12);
}

#[test]
fn lambda() {
    check_file("lambda", "lambda.txt", 40);
}

#[test]
fn cloudformation() {
    check_file("cloudformation", "cloudformation.txt", 15);
}

#[test]
fn ec2() {
    check_file("ec2", "ec2.txt", 20);
}
